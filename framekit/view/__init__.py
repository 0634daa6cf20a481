"""Views for people: trees, hex dumps, diagrams, tables, and an HTML page.

Strategy: pages.py writes the page as one file, into which page.html, page.css and page.js are copied.
"""
