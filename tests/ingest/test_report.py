from matcher.ingest import read_faq, report_csv


def test_the_report_is_a_table_of_what_became_of_each_row() -> None:
    data = b"question,answer\nA?,a\n=1+1,\na?,b\n"
    assert report_csv(read_faq(data).report).decode("utf-8-sig").splitlines() == [
        "outcome,sheet,row,column,value,reason",
        "taken,,,,,2 entries of 3 rows",
        "refused,,3,answer,'=1+1,the answer is empty",
        "warned,,4,question,a?,the question stands in row 2 already",
    ]


def test_the_report_runs_no_formula() -> None:
    data = b"question,answer,tags\nA?,a,\n=1+1,b,x\n=1+1,c,x\n"
    assert b",'=1+1," in report_csv(read_faq(data).report)


def test_merged_rows_are_in_the_report() -> None:
    data = b"Question\tAnswer\tMetadata\tQnaId\nA?\ta\t\t1\nB?\ta\t\t1\nC?\tother\t\t1\n"
    assert report_csv(read_faq(data).report).decode("utf-8-sig").splitlines()[2:] == [
        'refused,,4,answer,other,"it belongs to the entry of row 2, but its answer differs"',
        "merged,,3,,B?,the row was put to the entry of row 2",
    ]


def test_what_was_understood_is_said_in_sentences() -> None:
    report = read_faq("Question;Answer;Owner\nA?;f\u00fcr K\u00e4ufer;x\n".encode("cp1252"), name="faq.csv").report
    read_as = f"faq.csv: read as {report.format.display_name}, {report.encoding}, delimiter ';'"
    assert report.detected() == f"{read_as}, question from 'Question', answer from 'Answer'"
    assert report.doubts() == (
        "faq.csv: not used: Owner",
        f"faq.csv: please check: the encoding is taken for {report.encoding}",
    )
    values = report.as_dict()
    assert (values["ignored"], values["guessed"], values["taken"]) == (["Owner"], list(report.guessed), 1)
