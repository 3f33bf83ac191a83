#!/usr/bin/env python3
"""The layer check itself: each bad line must be found, each good one let pass."""
import os
import subprocess
import sys
import tempfile
import unittest

CHECK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "check_layers.py")

BAD = [
    ("shared/base/a.cpp", '#include "server/core/clock.hpp"'),
    ("shared/base/a.hpp", "#include <nlohmann/json.hpp>"),
    ("shared/base/a.cpp", "#include <thread>"),
    ("shared/base/a.cpp", "#include <format>"),
    ("shared/base/a.cpp", '#include "bytes.hpp"'),
    ("shared/base/a.cpp", '#include "../job/job.hpp"'),
    ("server/app.cpp", '#include "client/app/state.hpp"'),
    ("server/core/clock.hpp", '#include "server/jobs/worker.hpp"'),
    ("server/jobs/worker.cpp", '#include "server/sqlite/store.hpp"'),
    ("server/jobs/worker.cpp", '#include "server/http/router.hpp"'),
    ("server/sqlite/store.cpp", '#include "server/events/hub.hpp"'),
    ("server/jobs/worker.cpp", "#include <httplib.h>"),
    ("server/http/server.cpp", "#include <curl/curl.h>"),
    ("server/jobs/worker.cpp", 'const char* q = "SELECT id FROM jobs";'),
    ("client/app/update.cpp", "#include <imgui.h>"),
    ("client/app/update.cpp", "#include <emscripten.h>"),
    ("client/ui/draw.cpp", '#include "client/app/update.hpp"'),
    ("client/ui/draw.cpp", "#include <emscripten.h>"),
    ("client/viewer/camera.cpp", "#include <GLES3/gl3.h>"),
    ("client/app/state.hpp", '#include "server/core/clock.hpp"'),
    ("tools/draft/main.cpp", '#include "server/app.hpp"'),
]
GOOD = [
    ("shared/json/codec.cpp", "#include <nlohmann/json.hpp>"),
    ("shared/job/job.cpp", '#include "shared/base/result.hpp"'),
    ("server/app.cpp", '#include "server/sqlite/store.hpp"'),
    ("server/http/handlers.cpp", '#include "server/jobs/job_service.hpp"'),
    ("server/http/server.cpp", "#include <httplib.h>"),
    ("server/sqlite/store.cpp", 'const char* q = "SELECT id FROM jobs";'),
    ("server/sqlite/store.cpp", "#include <SQLiteCpp/SQLiteCpp.h>"),
    ("server/jobs/worker.cpp", "#include <stop_token>"),
    ("client/ui/draw.cpp", '#include "client/app/state.hpp"\n#include <imgui.h>'),
    ("client/platform/web/window.cpp", "#include <emscripten.h>"),
    ("client/viewer/gl/renderer.cpp", "#include <GLES3/gl3.h>"),
    ("tests/server/store_test.cpp", '#include "tests/support/fake_clock.hpp"'),
]


def verdict(path, text):
    with tempfile.TemporaryDirectory() as tree:
        os.makedirs(os.path.join(tree, os.path.dirname(path)))
        with open(os.path.join(tree, path), "w", encoding="utf-8") as file:
            file.write(text + "\n")
        return subprocess.run([sys.executable, CHECK, tree], capture_output=True, text=True, check=False)


class CheckLayers(unittest.TestCase):
    def test_each_bad_line_is_found(self):
        for path, text in BAD:
            with self.subTest(path=path, text=text):
                result = verdict(path, text)
                self.assertEqual(result.returncode, 1, result.stdout)
                self.assertIn(f"{path}:1", result.stdout)

    def test_each_good_line_passes(self):
        for path, text in GOOD:
            with self.subTest(path=path, text=text):
                self.assertEqual(verdict(path, text).returncode, 0, verdict(path, text).stdout)

    def test_an_empty_tree_is_no_success(self):
        with tempfile.TemporaryDirectory() as tree:
            self.assertEqual(subprocess.run([sys.executable, CHECK, tree], capture_output=True, check=False).returncode, 1)


unittest.main()
