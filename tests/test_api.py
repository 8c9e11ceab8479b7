from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.serving import client_for

ASK = "/api/v1/answer"
RETURNS = {
    "id": "returns",
    "question": "How do I return a product?",
    "alternates": ["I want to send it back"],
    "answer": "Within **30 days**.",
    "category": "Returns",
    "tags": [],
}


@pytest.fixture(scope="module")
def always_answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_for(tmp_path_factory.mktemp("answers"), answer_at=0, suggest_at=0, rate_limit="1000/minute") as client:
        yield client


def test_an_answer_holds_the_entry_and_the_ranked_candidates(always_answers: TestClient) -> None:
    body = always_answers.post(ASK, json={"question": "I want to send it back"}).json()
    assert (body["reply"], body["answer"], body["suggestions"]) == ("answer", RETURNS, [])
    best = body["candidates"][0]
    assert (best["id"], best["phrasing"], best["relevance"]) == ("returns", "I want to send it back", None)
    assert best["similarity"] == pytest.approx(1.0, abs=1e-5)
    assert body["confidence"] == best["confidence"]


def test_a_category_limits_the_candidates(always_answers: TestClient) -> None:
    body = always_answers.post(ASK, json={"question": "Send it back", "category": "Delivery"}).json()
    assert {candidate["category"] for candidate in body["candidates"]} == {"Delivery"}


def test_suggestions_come_without_an_answer(tmp_path: Path) -> None:
    with client_for(tmp_path, answer_at=1, suggest_at=0) as client:
        body = client.post(ASK, json={"question": "parcel and product"}).json()
    assert (body["reply"], body["answer"]) == ("suggestions", None)
    assert body["suggestions"] == body["candidates"][:3]


def test_a_fallback_has_neither_answer_nor_suggestions(tmp_path: Path) -> None:
    with client_for(tmp_path, answer_at=1, suggest_at=1) as client:
        body = client.post(ASK, json={"question": "zebra crossing"}).json()
    assert (body["reply"], body["answer"], body["suggestions"]) == ("fallback", None, [])


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"question": "  \n "}, "Type a question first."),
        (
            {"question": "x" * 1001},
            "Your question has 1,001 characters, but at most 1,000 can be read. Please say it in fewer words.",
        ),
        ({"question": "hi", "category": "Pets"}, "There is no category 'Pets'. Categories: Delivery, Returns."),
        ({"question": "hi", "top_k": 0}, "top_k: Input should be greater than or equal to 1"),
        ({"question": "hi", "top_k": 51}, "top_k: Input should be less than or equal to 50"),
        ({"question": "hi", "categroy": "Returns"}, "categroy: Extra inputs are not permitted"),
        ({}, "question: Field required"),
    ],
)
def test_a_bad_request_says_what_is_wrong(always_answers: TestClient, body: dict[str, object], error: str) -> None:
    response = always_answers.post(ASK, json=body)
    assert (response.status_code, response.json()) == (422, {"error": error})


def test_the_longest_question_is_answered(always_answers: TestClient) -> None:
    assert always_answers.post(ASK, json={"question": "x" * 1000}).status_code == 200


def test_too_many_questions_are_told_when_to_come_back(tmp_path: Path) -> None:
    with client_for(tmp_path, rate_limit="2/minute") as client:
        codes = [client.post(ASK, json={"question": "hi"}).status_code for _ in range(2)]
        refused = client.post(ASK, json={"question": "hi"})
    assert codes == [200, 200]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json()["error"].startswith("That is faster than we can answer.")


def test_a_huge_body_is_refused(always_answers: TestClient) -> None:
    assert always_answers.post(ASK, content=b"x" * 1_000_001).status_code == 413


def test_health_and_readiness(always_answers: TestClient) -> None:
    assert always_answers.get("/healthz").json() == {"status": "up", "entries": None}
    assert always_answers.get("/readyz").json() == {"status": "ready", "entries": 3}


def test_the_documentation_loads_nothing_from_elsewhere(always_answers: TestClient) -> None:
    page = always_answers.get("/docs").text
    assert "https://" not in page
    assert always_answers.get("/static-offline-docs/swagger-ui-bundle.js").status_code == 200
    paths = always_answers.get("/openapi.json").json()["paths"]
    assert sorted(paths) == ["/api/v1/answer", "/healthz", "/readyz"]
