#!/usr/bin/env python3
"""Checks every #include line against the layer rules of docs/architecture.md.

    check_layers.py [TREE]

Who may include whom is the table below; everything not allowed there is an error. So are: an outside library beyond
its one place, SQL text outside server/sqlite, and standard headers that the WASM compiler's library lacks, in shared
and client. The last line tells how many files were read; no file at all is a failure.
"""
import os
import re
import sys

# Folder (longest prefix wins) -> prefixes of our own headers that its files may include, besides its own folder.
ALLOWED = {
    "shared/": ["shared/"],
    "server/core/": ["shared/"],
    "server/jobs/": ["server/core/", "shared/"],
    "server/access/": ["server/core/", "shared/"],
    "server/http/": ["server/core/", "server/access/", "server/jobs/", "shared/"],
    "server/events/": ["server/core/", "shared/"],
    "server/sqlite/": ["server/core/", "shared/"],
    "server/fal/": ["server/core/", "shared/"],
    "server/draft/": ["server/core/", "shared/"],
    "server/files/": ["server/core/", "shared/"],
    "server/observe/": ["server/core/", "shared/"],
    "server/platform/": ["server/core/", "shared/"],
    "server/": ["server/", "shared/"],             # main, app, config: the composition root
    "client/app/": ["client/app/", "client/api/", "client/platform/platform.hpp", "client/viewer/", "client/ui/", "shared/"],
    "client/api/": ["client/app/", "shared/"],
    "client/ui/": ["client/app/", "client/viewer/", "shared/"],
    "client/viewer/": ["client/app/", "shared/"],
    "client/platform/": ["client/app/", "client/api/", "client/ui/mirror.hpp", "client/ui/text_painter.hpp", "shared/"],
    "client/platform/web/": ["client/", "shared/"],
    "client/dev/": ["client/", "shared/"],
    "client/": ["client/", "shared/"],             # main_web: the composition root
    "tools/": ["shared/", "server/"],
    "bench/": ["shared/", "server/", "client/", "tests/support/"],
    "tests/": ["shared/", "server/", "client/", "tests/"],
    "tools/draft": ["shared/"],
    "tools/glb_inspect": ["shared/"],
}

# Files whose rule is stricter than their folder's: path regex -> forbidden includes (regex), with the reason.
FORBIDDEN = [
    (r"^client/app/(update|state|action|effect(?!s)|select)", r"imgui|GLES|emscripten|^client/(ui|viewer/(gl|renderer)|platform)/",
     "state and update know neither ImGui nor GL nor the browser"),
    (r"^client/ui/", r"^client/app/(update|effects|loop)|^client/viewer/gl/|GLES|emscripten",
     "ui reads state and reports wishes; it runs nothing"),
    (r"^client/viewer/(?!gl/)", r"GLES|imgui|emscripten|^client/viewer/gl/", "viewer mathematics knows no GL; viewer/gl does"),
    (r"^server/jobs/", r"^server/http/", "jobs serve http, not the other way round"),
]

# Outside libraries: include regex -> places that may use it (regex on the path), the rule in words.
LIBRARIES = [
    (r"^nlohmann/|^json\.hpp", r"^(shared/.*\.cpp|tests/|bench/|tools/fake_fal)", "nlohmann only in the .cpp files of shared"),
    (r"tiny_gltf", r"^(shared/glb/.*\.cpp|tests/)", "tinygltf only in the .cpp files of shared/glb"),
    (r"^stb_", r"^(shared/.*\.cpp|tests/|bench/|tools/)", "stb only in .cpp files of shared"),
    (r"^httplib", r"^(server/http/|tools/fake_fal|tests/|bench/)", "httplib only in server/http"),
    (r"^SQLiteCpp/|^sqlite3", r"^(server/sqlite/|tests/)", "SQLite only in server/sqlite"),
    (r"^curl/", r"^(server/platform/|tests/|bench/)", "libcurl only in server/platform"),
    (r"^zip\.h", r"^server/(fal/zip_|files/backup_)", "libzip only in the ZIP reader of server/fal and the backups of server/files"),
    (r"^zlib", r"^(server/observe/gzip_file|server/http/content_coding|tests/)", "zlib only where logs and answers are packed, and in tests"),
    (r"^openssl/", r"^(server/platform/|server/files/|tools/fake_fal/|tests/)", "OpenSSL only in server/platform and server/files"),
    (r"^CLI/", r"^(server/(config|main)|tools/)", "CLI11 only where a command line is read"),
    (r"^prometheus/", r"^server/observe/", "prometheus only in server/observe"),
    (r"^imgui", r"^(client/(ui|platform/web|dev)/|client/main_web|client/viewer/gl/|tests/)", "ImGui only in client/ui and the platform"),
    (r"^GLES|^EGL|^webgl", r"^client/(viewer/gl|platform/web)/", "GL only in viewer/gl and platform/web"),
    (r"^emscripten", r"^client/(platform/web/|viewer/gl/|main_web)", "emscripten only in platform/web and main_web.cpp"),
    (r"^(sys|netinet|arpa)/|^(unistd|fcntl|poll|signal|spawn|netdb)\.h|^csignal$", r"^(server|tools|bench|tests)/",
     "no operating-system headers in shared and client"),
    (r"^(thread|mutex|condition_variable|future|filesystem|fstream|iostream|random|chrono)$",
     r"^(server|client|tools|bench|tests)/", "shared has no I/O, clocks, threads or chance"),
    (r"^(format|expected|source_location|stacktrace|memory_resource|ranges|stop_token|semaphore|latch|barrier|syncstream|print)$",
     r"^(server|tools|bench|tests/(server|api|contract|support))/", "libc++ 13 (WASM) does not have it"),
]

SQL = re.compile(r"\"\s*(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA\s)\b", re.I)
SQL_PLACES = re.compile(r"^(server/sqlite/|tests/)")
INCLUDE = re.compile(r"^\s*#\s*include\s*([<\"])([^>\"]+)[>\"]")
OURS = ("shared/", "server/", "client/", "tests/", "tools/", "bench/")


def rule_of(path):
    prefixes = [prefix for prefix in ALLOWED if path.startswith(prefix)]
    return ALLOWED[max(prefixes, key=len)] if prefixes else None


def check(path, text):
    folder = os.path.dirname(path) + "/"
    own_area = "/".join(path.split("/")[:2]) + "/" if path.count("/") > 1 else None
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{path}:{number}"
        if SQL.search(line) and not SQL_PLACES.match(path):
            yield f"{where}: SQL outside server/sqlite"
        match = INCLUDE.match(line)
        if not match:
            continue
        quoted, name = match[1] == '"', match[2]
        if name.startswith("../") or "/../" in name:
            yield f"{where}: includes are written from the top of the tree, not {name}"
        if name.startswith(OURS):
            allowed = rule_of(path)
            same = name.startswith(folder) or (own_area and name.startswith(own_area))
            if allowed is not None and not same and not name.startswith(tuple(allowed)):
                yield f"{where}: {folder} may not include {name}"
        elif quoted and "/" not in name and not name.startswith(("imgui", "tiny_gltf", "stb_", "httplib", "json")):
            yield f"{where}: includes are written from the top of the tree, not \"{name}\""
        for paths, names, reason in FORBIDDEN:
            if re.search(paths, path) and re.search(names, name):
                yield f"{where}: {name}: {reason}"
        if not name.startswith(OURS):
            for names, places, reason in LIBRARIES:
                if re.search(names, name) and not re.search(places, path):
                    yield f"{where}: {name}: {reason}"


def main():
    top = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    files, problems = 0, []
    for area in ("shared", "server", "client", "tools", "bench", "tests"):
        for folder, _, names in os.walk(os.path.join(top, area)):
            for name in sorted(names):
                if name.endswith((".cpp", ".hpp", ".h")):
                    path = os.path.relpath(os.path.join(folder, name), top)
                    with open(os.path.join(top, path), encoding="utf-8") as file:
                        problems += check(path, file.read())
                    files += 1
    for problem in problems:
        print(problem)
    print(f"check_layers: {files} files, {len(problems)} problems")
    sys.exit(1 if problems or not files else 0)


main()
