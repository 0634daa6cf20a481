"""What people look at: the HTML page.

Strategy: pages.py collects what is found and writes one file; page.html, page.css and page.js are put into it as they are.
"""
