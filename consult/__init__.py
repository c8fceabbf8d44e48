"""The application: from a workshop note or a survey answer to a report."""
