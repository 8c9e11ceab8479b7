from matcher.ingest import read_faq


def _ids(*rows: str) -> list[str]:
    text = "\n".join(["id,question,answer", *(f"{row},a" for row in rows)])
    return [entry.id for entry in read_faq(text.encode()).entries]


def test_a_missing_id_is_made_of_the_question() -> None:
    assert _ids(",How do I return it?", ",Wo ist's?", ",我的订单", ",???") == [
        "how-do-i-return-it",
        "wo-ist-s",
        "我的订单",
        "entry",
    ]


def test_made_ids_never_meet_given_ones_or_each_other() -> None:
    assert _ids(",A?", ",a!", "a,B?", ",A", "a-3,C?") == ["a-2", "a-4", "a", "a-5", "a-3"]


def test_the_id_of_a_question_stays_when_others_are_added() -> None:
    assert _ids(",X?", ",A?")[1] == _ids(",A?", ",B?")[0]


def test_a_long_question_gives_an_id_of_whole_words() -> None:
    assert _ids("," + "word " * 40) == ["-".join(["word"] * 12)]
