"""The configuration of the documentation site: `python -m sphinx -W --keep-going -n -b html docs build/site`.

Rules: the build fails on any warning, and every name of framekit that a page refers to must be documented (nitpicky). Names of
other packages are not looked up, so that the build needs no network.
"""

from importlib.metadata import version as version_of

project = "framekit"
author = "The framekit authors"
copyright = "the framekit authors"
version = release = version_of("framekit")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["gallery/make.py", "gallery/samples.json"]
default_role = "code"  # docstrings are Markdown in this respect
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(?!framekit\.).*"),
    (r"py:class", r"framekit\.spec\.memo\.Memo"),  # what backends keep, which is no affair of users
    (r"py:class", r"framekit\..*\.(F|G|K|S|T|W|StringT)"),  # type variables
]
suppress_warnings = ["ref.python"]  # FrameStream exists for threads, asyncio and anyio; a short name may mean each of them

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
napoleon_custom_sections = [("Class options", "params_style")]

# Our own sites, which exist once they are published.
linkcheck_ignore = [r"https://github\.com/framekit/.*", r"https://framekit\.readthedocs\.io.*"]

html_theme = "furo"
html_title = "framekit"
html_theme_options = {
    "source_repository": "https://github.com/framekit/framekit/",
    "source_branch": "main",
    "source_directory": "docs/",
}
copybutton_exclude = ".linenos, .gp, .go"
