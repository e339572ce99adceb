"""The few looks that the theme has no setting for."""

from pathlib import Path

LOOKS = f"<style>{(Path(__file__).parents[1] / 'assets' / 'looks.css').read_text(encoding='utf-8')}</style>"
