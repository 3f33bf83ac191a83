#!/usr/bin/env python3
"""Makes the page's fonts: small TrueType files that Dear ImGui's rasteriser reads.

    make_fonts.py NODE_MODULES ICONS_TXT USED_TXT OUT
    make_fonts.py --used ICONS_TXT SOURCES USED_TXT     writes the names of the icons that the sources mention

Inter gets its tabular figures baked over the default ones, since numbers here change in place and ImGui knows no
font features. Icons are Lucide's, renumbered from U+E000 in the order of the list; of the list, the font carries what
the code uses. The result depends on the inputs alone, so two builds give the same bytes.
"""
import json
import logging
import os
import re
import sys

if "--used" not in sys.argv:   # loading fontTools takes longer than that whole step
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


def read_names(path):
    with open(path, encoding="utf-8") as lines:
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def write_used(listing, sources, path):
    """The file is touched only when the names change, so that an edit of the page does not make all fonts anew."""
    mentioned = set()
    for folder, _, files in os.walk(sources):
        for name in files:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                mentioned.update(re.findall(r"icons::k(\w+)", file.read()))
    used = [name for name in read_names(listing) if "".join(w[:1].upper() + w[1:] for w in name.split("-")) in mentioned]
    text = "".join(name + "\n" for name in used)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if not os.path.exists(path) or open(path, encoding="utf-8").read() != text:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def icons(folder, listing, used):
    names = read_names(listing)
    with open(f"{folder}/codepoints.json", encoding="utf-8") as file:
        codes = json.load(file)
    font = TTFont(f"{folder}/lucide.ttf", recalcTimestamp=False)
    glyphs = font.getBestCmap()
    missing = [name for name in names if codes.get(name) not in glyphs]
    if missing:
        sys.exit("make_fonts: Lucide has no icon named " + ", ".join(missing) + f" (in {listing})")
    used = set(read_names(used))
    wanted = {FIRST_ICON + i: glyphs[codes[name]] for i, name in enumerate(names) if name in used}
    font["cmap"].tables = [table for table in font["cmap"].tables if table.isUnicode() and table.format == 4]
    for table in font["cmap"].tables:
        table.cmap = dict(wanted)
    return font, list(wanted)


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    if sys.argv[1] == "--used":
        write_used(*sys.argv[2:])
        return
    modules, listing, used, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    for weight, style in ((400, "Regular"), (500, "Medium"), (600, "SemiBold")):
        font = TTFont(f"{modules}/inter-ui/web/Inter-{style}.woff2", recalcTimestamp=False)
        tabular(font)
        write(font, LATIN + MARKS, f"{out}/inter-{weight}.ttf")
    mono = TTFont(f"{modules}/@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2", recalcTimestamp=False)
    write(mono, LATIN + MARKS, f"{out}/mono-400.ttf")
    font, codes = icons(f"{modules}/lucide-static/font", listing, used)
    write(font, codes, f"{out}/icons.ttf")


main()
