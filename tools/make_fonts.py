#!/usr/bin/env python3
"""Makes the page's fonts: small TrueType files that Dear ImGui's rasteriser reads.

    make_fonts.py NODE_MODULES ICONS_TXT OUT

Inter gets its tabular figures baked over the default ones, since numbers here change in place and ImGui knows no
font features. Icons are Lucide's, renumbered from U+E000 in the order of the list. The result depends on the inputs
alone, so two builds give the same bytes.
"""
import json
import logging
import os
import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

logging.getLogger("fontTools").setLevel(logging.ERROR)

FIRST_ICON = 0xE000
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
# Dashes, quotes, bullets, ellipsis, primes, euro, trade mark, arrows, minus, about, comparisons, check and ballot marks.
MARKS = [0x2009, 0x200A, 0x202F, *range(0x2010, 0x2016), *range(0x2018, 0x2020), 0x2020, 0x2021, 0x2022, 0x2026,
         0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122, *range(0x2190, 0x2196), 0x2212,
         0x221E, 0x2248, 0x2260, 0x2264, 0x2265, 0x25CF, 0x2713, 0x2717, 0xFFFD]


def tabular(font):
    """Points every digit at its tabular form; signs and hyphens keep their own width, since words have them too."""
    gsub = font["GSUB"].table
    lookups = {i for record in gsub.FeatureList.FeatureRecord if record.FeatureTag == "tnum"
               for i in record.Feature.LookupListIndex}
    swap = {}
    for i in lookups:
        for table in gsub.LookupList.Lookup[i].SubTable:
            swap.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    if not all(font.getBestCmap()[ord(digit)] in swap for digit in "0123456789"):
        sys.exit("make_fonts: the font has no tabular figures")
    for table in font["cmap"].tables:
        for code, glyph in list(table.cmap.items()):
            if chr(code) in "0123456789":
                table.cmap[code] = swap.get(glyph, glyph)


def write(font, unicodes, path):
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]   # copyright and licence travel with the font
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "gasp", "prep", "DSIG", "meta"]
    options.recalc_timestamp = False
    options.ignore_missing_unicodes = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    font.flavor = None
    font.recalcTimestamp = False
    font.save(path + ".part")
    os.replace(path + ".part", path)
    print(f"make_fonts: {os.path.basename(path)} {os.path.getsize(path)} bytes")


def icons(folder, listing):
    with open(listing, encoding="utf-8") as lines:
        names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    with open(f"{folder}/codepoints.json", encoding="utf-8") as file:
        codes = json.load(file)
    font = TTFont(f"{folder}/lucide.ttf", recalcTimestamp=False)
    glyphs = font.getBestCmap()
    missing = [name for name in names if codes.get(name) not in glyphs]
    if missing:
        sys.exit("make_fonts: Lucide has no icon named " + ", ".join(missing) + f" (in {listing})")
    wanted = {FIRST_ICON + i: glyphs[codes[name]] for i, name in enumerate(names)}
    font["cmap"].tables = [table for table in font["cmap"].tables if table.isUnicode() and table.format == 4]
    for table in font["cmap"].tables:
        table.cmap = dict(wanted)
    return font, list(wanted)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    modules, listing, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    for weight, style in ((400, "Regular"), (500, "Medium"), (600, "SemiBold")):
        font = TTFont(f"{modules}/inter-ui/web/Inter-{style}.woff2", recalcTimestamp=False)
        tabular(font)
        write(font, LATIN + MARKS, f"{out}/inter-{weight}.ttf")
    mono = TTFont(f"{modules}/@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2", recalcTimestamp=False)
    write(mono, LATIN + MARKS, f"{out}/mono-400.ttf")
    font, codes = icons(f"{modules}/lucide-static/font", listing)
    write(font, codes, f"{out}/icons.ttf")


main()
