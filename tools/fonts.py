"""Build the fonts that Tandem ships: small WOFF2 files for pages, whole TTF files for documents.

Run it again when a new release of the faces should be taken in:

    uv run python tools/fonts.py            # needs npm; Noto comes from Debian's fonts-noto-core

Hanken Grotesk (OFL 1.1, no reserved font name) is published in pieces by script; the pieces are joined again here.
Pages get Latin-1, Latin Extended-A and the Romanian letters (Polish, Spanish, Nordic, Baltic, Croatian, Albanian,
Turkish, German, French); documents get every glyph there is. Noto Sans (OFL 1.1) is the second face of documents:
it has Cyrillic and Greek.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "src/tandem/web/static/tandem/fonts"
DOCUMENTS = ROOT / "src/tandem/foundation/documents/fonts"
PACKAGE = "@fontsource/hanken-grotesk@5.3.0"
NOTO = Path("/usr/share/fonts/truetype/noto")
NOTO_LICENCE = Path("/usr/share/doc/fonts-noto-core/copyright")
LARGEST_PAGE_FONT = 20_000  # bytes
PIECES = ("latin", "latin-ext", "vietnamese", "cyrillic-ext")
WEIGHTS = {400: "Regular", 600: "SemiBold"}

# What people type on pages in the languages we speak; everything else falls back to the system's face.
PAGE_CHARACTERS = (
    set(range(0x20, 0x7F))
    | set(range(0xA0, 0x180))
    | {ord(letter) for letter in "ȘșȚț–—‘’‚“”„•…‹›€−→"}
    | {0x2009, 0x202F, 0x2007}
)


def fetch(folder: Path) -> Path:
    """Unpack the npm package into `folder`; returns the folder that holds `files/` and `LICENSE`."""
    subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    archive = next(folder.glob("*.tgz"))
    shutil.unpack_archive(archive, folder)
    return folder / "package"


def join(package: Path, weight: int, style: str, folder: Path) -> TTFont:
    """One whole font of this weight and style ('normal' or 'italic') from its pieces."""
    parts: list[str] = []
    for piece in PIECES:
        font = TTFont(package / f"files/hanken-grotesk-{piece}-{weight}-{style}.woff2")
        font.flavor = None
        for table in ("STAT", "prep", "gasp"):
            if table in font:
                del font[table]
        part = folder / f"{piece}-{weight}-{style}.ttf"
        font.save(part)
        parts.append(str(part))
    font = Merger().merge(parts)
    _add_spaces_and_arrow(font)
    _name(font, weight, style)
    return font


def _add_spaces_and_arrow(font: TTFont) -> None:
    """Give the spaces that number formats use a glyph, and the arrow (there only as a ligature) its code point."""
    glyphs, widths = font["glyf"], font["hmtx"]
    for name, code, width in (("uni2009", 0x2009, 200), ("uni202F", 0x202F, 200), ("uni2007", 0x2007, 560)):
        glyphs[name] = type(glyphs["space"])()
        glyphs[name].numberOfContours = 0
        widths[name] = (width, 0)
        _map(font, code, name)
    font.setGlyphOrder(glyphs.glyphOrder)
    if "arrowright" in glyphs.glyphs:
        _map(font, 0x2192, "arrowright")


def _map(font: TTFont, code: int, name: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def _name(font: TTFont, weight: int, style: str) -> None:
    """Name the joined font so that 'Hanken Grotesk' with a weight and a style finds it."""
    word = WEIGHTS[weight]
    italic = style == "italic"
    sub = f"{word} Italic" if italic and weight != 400 else ("Italic" if italic else word)
    names = font["name"]
    family = "Hanken Grotesk" if weight == 400 else f"Hanken Grotesk {word}"
    records = {
        1: family,
        2: "Italic" if italic else "Regular",
        3: f"HankenGrotesk-{sub.replace(' ', '')}",
        4: f"Hanken Grotesk {sub}",
        6: f"HankenGrotesk-{sub.replace(' ', '')}",
        16: "Hanken Grotesk",
        17: sub,
    }
    for number, text in records.items():
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def cut(font_path: Path, out: Path) -> int:
    """Write the subset for pages as WOFF2; returns its size in bytes."""
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "mark", "ccmp", "locl", "liga"])
    options.name_IDs = [1, 2, 4, 6]
    options.glyph_names = False
    font = subset.load_font(str(font_path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=PAGE_CHARACTERS)
    cutter.subset(font)
    subset.save_font(font, str(out), options)
    return out.stat().st_size


def main() -> int:
    """Build everything; 1 when a page font is too heavy."""
    for folder in (PAGES, DOCUMENTS):
        folder.mkdir(parents=True, exist_ok=True)
    heavy = []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        package = fetch(work)
        for weight, word in WEIGHTS.items():
            for style, suffix in (("normal", ""), ("italic", "Italic")):
                file = f"HankenGrotesk-{word}{suffix}.ttf".replace("RegularItalic", "Italic")
                join(package, weight, style, work).save(DOCUMENTS / file)
                print(file, (DOCUMENTS / file).stat().st_size)
            size = cut(DOCUMENTS / f"HankenGrotesk-{word}.ttf", PAGES / f"hanken-grotesk-{weight}.woff2")
            print(f"hanken-grotesk-{weight}.woff2", size)
            if size > LARGEST_PAGE_FONT:
                heavy.append(weight)
        for folder in (PAGES, DOCUMENTS):
            shutil.copyfile(package / "LICENSE", folder / "HankenGrotesk-OFL.txt")
    for face in ("Regular", "Bold", "Italic"):
        shutil.copyfile(NOTO / f"NotoSans-{face}.ttf", DOCUMENTS / f"NotoSans-{face}.ttf")
    shutil.copyfile(NOTO_LICENCE, DOCUMENTS / "NotoSans-OFL.txt")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
