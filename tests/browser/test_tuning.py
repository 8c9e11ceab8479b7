from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import running

pytestmark = pytest.mark.browser

FAQ = """id,question,alternates,answer,category
return,How do I return a product?,I want to send it back,Within 30 days.,Returns
delivery,How long does delivery take?,,Two to four days.,Delivery
track,Can I track my order?,Where is my parcel?,By the link in our mail.,Delivery
cards,Which cards do you accept?,,Visa and Mastercard.,Payment
"""
LABELS = """question,expected
how can i give something back,return
i would like to send back my order,return
how many days until it arrives,delivery
how fast do you deliver,delivery
where is my package now,How long does delivery take?
follow my shipment,track
can i pay by visa,cards
is mastercard ok,cards
do you take amex,cards
what is the weather today,
do you sell bicycles,
tell me a joke,
who won the match,
nobody knows this row,no such entry
"""


def open_tuning(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/#tuning")
    expect(page.locator("#panel-tuning")).to_be_visible()


def slider(page: Page) -> float:
    return float(page.locator("#answer-at input[type=number]").input_value())


def test_someone_uploads_questions_sets_the_sliders_and_mends_a_wrong_answer(
    page: Page, tmp_path: Path, cache: Path
) -> None:
    faq, labels = tmp_path / "faq.csv", tmp_path / "questions.csv"
    faq.write_text(FAQ, encoding="utf-8")
    labels.write_text(LABELS, encoding="utf-8")
    with running(tmp_path / "home", cache, FAQ_FILE=faq, FAQ_STUDY="false", FAQ_ANSWER_AT=0, FAQ_SUGGEST_AT=0) as url:
        open_tuning(page, url)
        expect(page.locator("#tuning-notes")).to_contain_text("Nobody has checked yet.")
        page.set_input_files("#label-file input[type=file]", labels)
        expect(page.locator("#label-report")).to_contain_text("13 test questions, and 1 row will be left out.")
        page.get_by_role("button", name="Add 13 test questions").click()
        expect(page.locator("#picture")).to_contain_text("Of 100 visitors’ questions")
        expect(page.locator("#picture")).to_contain_text("0 did you mean")

        page.get_by_role("button", name="Set the sliders: At most").click()
        expect(page.locator("#promised")).to_contain_text("The sliders are set for: at most 5 wrong")
        expect(page.locator("#saved")).to_contain_text("Not saved yet.")
        assert slider(page) > 0
        page.locator("#save").click()
        expect(page.locator("#saved")).to_contain_text("Saved: this is what visitors get.")

        page.locator("#picture button[data-to=suggestions], #picture button[data-to=no_answer]").first.click()
        expect(page.locator("#questions caption")).to_contain_text("worst first")
        page.locator("#questions").get_by_role("button", name="all 13").click()
        page.locator("#questions").get_by_role("button", name="where is my package now", exact=True).click()
        expect(page.locator("#outcome")).to_contain_text("How it came to that")
        expect(page.locator("#outcome h3").first).to_be_focused()
        page.get_by_role("button", name="See what adding these words would do").click()
        expect(page.locator("#effect")).to_contain_text("With these words as an alternate")
        page.get_by_role("button", name="Publish with it").click()
        expect(page.locator("#effect")).to_contain_text("Published.")
        expect(page.locator("#tuning-notes")).to_contain_text("The saved sliders need another look.")
        expect(page.locator("#tuning-notes")).to_contain_text("Revision 2 is live")


def test_a_question_is_changed_in_the_table_by_keyboard_and_the_page_fits_a_phone(
    page: Page, tmp_path: Path, cache: Path
) -> None:
    faq = tmp_path / "faq.csv"
    faq.write_text(FAQ, encoding="utf-8")
    page.set_viewport_size({"width": 360, "height": 740})
    with running(tmp_path / "home", cache, FAQ_FILE=faq, FAQ_STUDY="false") as url:
        open_tuning(page, url)
        page.get_by_role("button", name="Add one").click()
        expect(page.get_by_label("Question", exact=True)).to_be_focused()
        page.keyboard.type("paying by plastic")
        page.keyboard.press("Tab")
        page.keyboard.type("which cards do you accept?")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Keep", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#questions")).to_contain_text("Kept: “paying by plastic”.")
        expect(page.locator("#questions")).to_contain_text("Which cards do you accept?")
        expect(page.locator("#picture")).to_contain_text("Of 100 visitors’ questions")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        with page.expect_download() as download:
            page.get_by_role("link", name="Download all").click()
        assert (
            download.value.path().read_text(encoding="utf-8-sig") == "question,expected_id\npaying by plastic,cards\n"
        )
