"""The page that asks for the admin password, complete in itself: nothing else may be reached before it."""

from html import escape

from matcher.settings import Settings

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>Sign in - {title}</title>
<style>
:root {{ color-scheme: light dark; --page: #f6f7f9; --card: #fff; --text: #1b2430; --quiet: #55606e; --line: #b9c1cc;
  --accent: #1d5fbf; --on-accent: #fff; --wrong: #a61b1b; }}
@media (prefers-color-scheme: dark) {{ :root {{ --page: #12161c; --card: #1b2129; --text: #e8ecf1; --quiet: #a4b0be;
  --line: #465262; --accent: #7db2ff; --on-accent: #0c1a2d; --wrong: #ff9c94; }} }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }}
main {{ box-sizing: border-box; width: min(24rem, calc(100vw - 2rem)); padding: 2rem; background: var(--card);
  border-radius: 14px; box-shadow: 0 1px 3px rgb(0 0 0 / .12); }}
h1 {{ margin: 0 0 .25rem; font-size: 1.35rem; }} p {{ margin: 0 0 1.25rem; color: var(--quiet); }}
label {{ display: block; margin: 0 0 1rem; font-weight: 600; }}
input {{ box-sizing: border-box; display: block; width: 100%; margin-top: .3rem; padding: .6rem .7rem; font: inherit;
  color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px; }}
button {{ width: 100%; padding: .7rem; font: inherit; font-weight: 600; color: var(--on-accent);
  background: var(--accent); border: 0; border-radius: 8px; cursor: pointer; }}
:focus-visible {{ outline: 3px solid var(--accent); outline-offset: 2px; }}
.wrong {{ color: var(--wrong); font-weight: 600; }} a {{ color: var(--accent); }}
</style>
</head>
<body><main><h1>Manage {title}</h1>{problem}{body}<p style="margin: 1.25rem 0 0"><a href="/">Back to the chat</a></p>
</main></body>
</html>
"""
_FORM = """<p>Sign in to change the knowledge base.</p>
<form method="post" action="/admin/login">
<label>Name <input name="user" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button></form>"""
_BY_LINK = """<p>No admin password is set. The log of the service shows a login link that works once: open it. To
sign in by password instead, set <code>FAQ_ADMIN_PASSWORD</code> and start the service again.</p>"""


def login_page(settings: Settings, *, by_link: bool, problem: str = "") -> str:
    """Return the page as HTML; a problem is what went wrong with the last attempt."""
    said = f'<p class="wrong" role="alert">{escape(problem)}</p>' if problem else ""
    return _PAGE.format(title=escape(settings.title), problem=said, body=_BY_LINK if by_link else _FORM)
