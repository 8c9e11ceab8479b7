from pathlib import Path

from tests.serving import client_for


def test_all_test_questions_are_downloaded_as_an_upload_takes_them_back(tmp_path: Path) -> None:
    with client_for(tmp_path) as client:
        answer = client.get("/admin/test-questions.csv")
    assert answer.status_code == 200
    assert answer.content.decode("utf-8-sig") == "question,expected_id\r\n"
    assert answer.headers["content-disposition"] == 'attachment; filename="test-questions.csv"'


def test_nobody_downloads_them_without_signing_in(tmp_path: Path) -> None:
    with client_for(tmp_path, admin_password="secret") as client:
        assert client.get("/admin/test-questions.csv").status_code == 401
