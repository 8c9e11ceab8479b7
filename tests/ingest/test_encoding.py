import pytest

from matcher.ingest import read_faq
from matcher.ingest.encoding import decode

_TEXTS = {
    "cp1252": [
        "Wie kann ich meine Bestellung zurückgeben?;Innerhalb von 30 Tagen, kostenlos für Käufer.",
        "Où est ma commande ?;Vous recevrez un numéro de suivi dès l’expédition. Déjà payé ?",
        "¿Dónde está mi pedido?;Le enviaremos el número de envío mañana. ¡Gracias!",
        "Onde está a encomenda?;A sua devolução não é possível. Atenção à opção.",
        "Hur lång tid tar det?;Det går på två dagar, så länge ärendet är öppet.",
        "Do you accept €?;Yes, we don’t mind – it’s “fine”.",
        "Café?;Café.",
        "How much is delivery?;Standard delivery is £3.95, or $5. Orders over £50 are free.",
        "What's in it?;It’s £5 – or 50¢, “all in”.",
        "How big?;Room for 2 m³, a pipe of 1¼ inch.",
        "I can´t log in, what should I do?;Reset your password; it´s on the login page.",
        "What is it?;Our “Brand™” shoe",
        "Is it ½ full at 5°C ± 2?;Yes¹, see § 7.",
        "Acme™ 0?;Yes.",
        "10 × 5?;¥500",
    ],
    "cp1250": [
        "Gdzie jest moja paczka?;Możesz śledzić przesyłkę na stronie. Płatność jest już zaksięgowana.",
        "Kde je moje zásilka?;Můžete ji sledovat na stránce. Příští týden ještě ověříme žádost.",
        "Hol van a csomagom?;Önnek küldünk egy kódot. Fizetés után őrizze meg a számlát, kérjük, működik.",
        "Ile to kosztuje?;5 zł za sztukę.",
        "Czy to już było?;Tak.",
    ],
    "cp1251": ["Где мой заказ?;Вы можете отследить посылку на сайте. Оплата уже прошла."],
    "koi8_r": ["Где мой заказ?;Вы можете отследить посылку на сайте. Оплата уже прошла."],
    "cp1253": ["Πού είναι η παραγγελία μου;Μπορείτε να την παρακολουθήσετε στη σελίδα."],
    "cp1254": ["Siparişim nerede?;Kargonuzu sitemizden takip edebilirsiniz. İade için ürünü gönderin, çıkış yapın."],
    "cp1256": ["أين طلبي؟;يمكنك تتبع الشحنة على الموقع."],
    "cp932": ["注文はどこですか;サイトで荷物を追跡できます。お支払いは完了しています。"],
    "gb18030": ["我的订单在哪里;您可以在网站上跟踪包裹。付款已完成。"],
    "big5": ["我的訂單在哪裡;您可以在網站上追蹤包裹。付款已完成。"],
    "cp949": ["내 주문은 어디에 있나요;웹사이트에서 배송을 추적할 수 있습니다."],
}
_CASES = [(encoding, row) for encoding, rows in _TEXTS.items() for row in rows]


@pytest.mark.parametrize(("encoding", "row"), _CASES)
def test_a_code_page_is_told_from_a_single_row(encoding: str, row: str) -> None:
    text = f"question;answer\r\n{row}\r\n"
    assert decode(text.encode(encoding), "faq.csv") == (text, encoding)


@pytest.mark.parametrize(("encoding", "row"), _CASES)
def test_a_code_page_is_told_from_many_rows(encoding: str, row: str) -> None:
    text = "question;answer\r\n" + f"{row}\r\n" * 40
    assert decode(text.encode(encoding), "faq.csv") == (text, encoding)


@pytest.mark.parametrize("row", [row for _, row in _CASES])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_with_and_without_byte_order_mark(encoding: str, row: str) -> None:
    text = f"question;answer\r\n{row}\r\n"
    assert decode(text.encode(encoding), "faq.csv") == (text, encoding.removesuffix("-sig"))


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\xff\xfe"])
def test_both_byte_orders_of_utf_16_are_read(mark: bytes) -> None:
    data = mark + "question\tanswer\nA?\tä".encode("utf-16-be" if mark[0] == 0xFE else "utf-16-le")
    report = read_faq(data).report
    assert (report.encoding, report.delimiter, report.taken) == ("utf-16", "\t", 1)


def test_one_wrong_byte_in_utf_8_costs_its_row_only() -> None:
    data = "question,answer\nÄäÖöÜüßéèê?,ÄäÖöÜüßéèê\nB".encode() + b"\xff?,b\nC?,c"
    ingested = read_faq(data, name="faq.csv")
    assert [entry.answer for entry in ingested.entries] == ["ÄäÖöÜüßéèê", "c"]
    assert ingested.report.describe() == (
        "faq.csv, row 3: the cell question holds a character that is no text (U+DCFF)",
    )


def test_letters_far_into_a_file_are_decoded() -> None:
    text = "question;answer\n" + "plain;ascii\n" * 20_000 + "Où est-ce déjà ?;À Besançon, près de l’église\n"
    assert decode(text.encode("cp1252"), "faq.csv") == (text, "cp1252")
