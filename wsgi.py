"""The entrance for any WSGI server: `wsgi:app`."""

from consult import create_app

app = create_app()
