"""What all pages share: gates, language, error pages, words, the frame round every page."""
