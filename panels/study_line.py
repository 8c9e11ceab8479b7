"""How the study of what is live went, in one plain sentence."""

from matcher.background_study import StudyState


def study_line(state: StudyState) -> str:
    """Return the sentence, or nothing where the matcher does not study."""
    if state.doing == "off":
        return ""
    if state.doing == "studying":
        return f"Studying … {state.share:.0%}. The chat answers meanwhile."
    report = state.report
    if state.doing == "failed" or report is None:
        return "The study failed; the chat answers without it. The log says why."
    if not report.enough:
        return "Too few phrasings to study: give entries alternates or longer answers."
    if not report.kept:
        return "Study brought nothing here, so it is not used."
    before, after = (round(share * report.questions) for share in (report.before, report.after))
    tried = f"Studied: tried on {report.questions:,} of its own texts"
    return f"{tried}: {before:,} reached their entry before, {after:,} after studying."
