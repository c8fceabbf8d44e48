"""Workshops for staff: setting up, tables and their codes, attendance, and what is printed."""

from __future__ import annotations

from consult.views.workshops import attendance, prints, setting_up, tables
from consult.views.workshops.blueprint import bp

__all__ = ["attendance", "bp", "prints", "setting_up", "tables"]
