"""Add icons to the sprite: python build_sprite.py <unpacked @tabler/icons> [name …]

Every icon already in the sprite is read again from the package, so a new version is one run.
A name ending in `-filled` comes from the filled set.
"""

import re
import sys
from pathlib import Path

SPRITE = Path(__file__).parent / "tabler-icons" / "sprite.svg"
BOUNDING_BOX = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


def symbol(package: Path, name: str) -> str:
    """Return one icon as a <symbol>; colours and strokes come from the page's CSS."""
    folder = "filled" if name.endswith("-filled") else "outline"
    svg = (package / "icons" / folder / f"{name.removesuffix('-filled')}.svg").read_text()
    drawing = re.sub(r"^.*?<svg.*?>|</svg>.*$", "", svg, flags=re.DOTALL)
    shapes = " ".join(drawing.replace(BOUNDING_BOX, "").split())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def main(package: Path, *added: str) -> None:
    """Write the sprite with the icons it has and the added ones, in order of name."""
    present = re.findall(r'id="([^"]+)"', SPRITE.read_text()) if SPRITE.exists() else []
    symbols = [symbol(package, name) for name in sorted({*present, *added})]
    head, tail = '<svg xmlns="http://www.w3.org/2000/svg">', "</svg>"
    SPRITE.write_text("\n".join([head, *symbols, tail, ""]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
