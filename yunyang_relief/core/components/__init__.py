"""What the templates in `core/components/` are given; the tags in `templatetags` call it."""
