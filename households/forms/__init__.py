"""Input of the registry: the survey's rows, a new household, the desk."""

from .rows import Input
from .sections import SECTIONS, SectionForm, section_form

__all__ = ["SECTIONS", "Input", "SectionForm", "section_form"]
