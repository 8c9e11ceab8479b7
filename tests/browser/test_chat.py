from urllib.parse import urlsplit

import pytest
from gradio_client import Client
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

QUESTION = "#question textarea"
ANSWER = "#conversation .fm-answer"


def ask(page: Page, url: str, question: str) -> None:
    page.goto(url)
    page.fill(QUESTION, question)
    page.press(QUESTION, "Enter")


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_a_question_typed_and_entered_is_answered_and_explained(page: Page, shop: str) -> None:
    ask(page, shop, "How long does delivery take?")
    expect(page.locator(ANSWER)).to_be_visible()
    expect(page.locator(QUESTION)).to_have_value("")
    expect(page.locator(".fm-source")).to_contain_text("sure")
    assert "%" not in page.locator(".fm-source").inner_text()
    expect(page.locator(".fm-numbers").first).to_be_hidden()
    page.get_by_text("Why this answer").click()
    expect(page.locator(".fm-numbers").first).to_contain_text("no reranker")
    expect(page.locator(".fm-numbers").first).to_contain_text("similarity")


def test_an_example_asks_itself(page: Page, shop: str) -> None:
    page.goto(shop)
    page.locator("#conversation .example").first.click()
    expect(page.locator(".fm-asked")).to_have_text("How long does delivery take?")
    expect(page.locator("#conversation .example")).to_have_count(0)


def test_nonsense_leads_to_the_contact(page: Page, shop: str) -> None:
    ask(page, shop, "zxqv blorp wibble quantum giraffe")
    expect(page.locator(".fm-fallback")).to_contain_text("I don’t have an answer to that.")
    expect(page.locator(".fm-fallback em")).to_have_text("help@shop.example")


def test_a_blank_question_gets_a_hint_only(page: Page, shop: str) -> None:
    ask(page, shop, "   ")
    expect(page.locator("#hint")).to_have_text("Type a question first.")
    expect(page.locator(".fm-asked")).to_have_count(0)


def test_a_question_that_is_too_long_stays_in_the_box(page: Page, shop: str) -> None:
    ask(page, shop, "x" * 1001)
    expect(page.locator("#hint")).to_contain_text("1,001 characters")
    expect(page.locator(QUESTION)).to_have_value("x" * 1001)


def test_suggestions_answer_when_clicked(page: Page, unsure: str) -> None:
    ask(page, unsure, "third entry")
    options = page.locator("#conversation .option")
    expect(options).to_have_count(4)
    expect(options.last).to_have_text("None of these")
    page.get_by_role("button", name="Is there a third entry?").click()
    expect(page.locator(f"{ANSWER} strong")).to_have_text("Yes")
    expect(page.locator(".fm-source")).to_contain_text("your choice")
    expect(options).to_have_count(0)


def test_none_of_these_leads_to_the_contact(page: Page, unsure: str) -> None:
    ask(page, unsure, "third entry")
    page.get_by_role("button", name="None of these").click()
    expect(page.locator(".fm-fallback")).to_be_visible()


def test_a_number_key_chooses_a_suggestion_but_not_while_typing(page: Page, unsure: str) -> None:
    ask(page, unsure, "third entry")
    first = page.locator("#conversation .option").first
    expect(first).to_be_visible()
    page.press(QUESTION, "1")
    expect(page.locator(QUESTION)).to_have_value("1")
    page.fill(QUESTION, "")
    page.press(QUESTION, "ArrowUp")
    expect(first).to_be_focused()
    chosen = first.inner_text()
    page.keyboard.press("1")
    expect(page.locator(".fm-asked").last).to_have_text(chosen)


def test_hostile_text_neither_runs_nor_renders(page: Page, unsure: str) -> None:
    ask(page, unsure, "<img src=x onerror=window.pwned=1><script>window.pwned=1</script> scripts **bold** $$x$$")
    expect(page.locator(".fm-asked")).to_have_text(
        "<img src=x onerror=window.pwned=1><script>window.pwned=1</script> scripts **bold** $$x$$"
    )
    page.get_by_role("button", name="What about scripts?").click()
    answer = page.locator(ANSWER)
    expect(answer).to_contain_text("Text stays")
    assert (
        answer.locator("script, iframe, form, input, style, svg, [onerror], [onload], [onclick], [style]").count() == 0
    )
    hrefs = [link.get_attribute("href") for link in answer.locator("a").all()]
    assert [href for href in hrefs if href] == ["https://shop.example/help"]
    good = answer.get_by_role("link", name="good")
    assert (good.get_attribute("target"), good.get_attribute("rel")) == ("_blank", "noopener noreferrer")
    expect(page.locator(".fm-source")).to_contain_text("<b onclick=window.pwned=1>Bold</b>")
    expect(page.locator("h1")).to_have_text("<i>Help</i>")
    assert page.evaluate("window.pwned") is None


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_overflows_and_nothing_is_loaded_from_elsewhere(
    browser: Browser, shop: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    hosts: set[str | None] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    ask(page, shop, "How long does delivery take?")
    page.get_by_text("Why this answer").click()
    expect(page.locator(".fm-numbers").first).to_be_visible()
    assert overflow(page) == 0
    background = page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    assert background == {"light": "rgb(245, 246, 248)", "dark": "rgb(18, 22, 28)"}[scheme]
    assert hosts == {"127.0.0.1"}
    context.close()


def test_a_screen_reader_is_told_what_things_are(page: Page, shop: str) -> None:
    ask(page, shop, "How long does delivery take?")
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.get_by_role("log", name="Conversation")).to_have_attribute("aria-live", "polite")
    expect(page.locator("#conversation [data-testid=bot]")).to_have_count(1)
    assert page.locator("#conversation [data-testid][aria-label]").count() == 0


def test_the_gradio_endpoint_answers_as_the_api_does(shop: str) -> None:
    client = Client(shop, verbose=False)
    body = client.predict("How long does delivery take?", api_name="/answer")
    assert (body["reply"], sorted(body)) == (
        "answer",
        ["answer", "candidates", "confidence", "reply", "suggestions"],
    )
    named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert list(named) == ["/answer"]
