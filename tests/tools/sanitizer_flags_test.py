#!/usr/bin/env python3
"""What the sanitizers' builds watch and leave out, as the compiler's commands say: of two flags that contradict, the later counts."""

import json
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED_WORK = ["i2m_server.dir", "i2m_shared.dir"]
OWN_WORK = ["i2m_own_data.dir", "tiny_gltf.cpp"]


def sanitizers_of(command):
    """What is on after all of the command's flags."""
    on = set()
    for word in command.split():
        name, _, value = word.partition("=")
        if name == "-fsanitize":
            on.update(value.split(","))
            if "undefined" in on:
                on.update(["null", "alignment"])
        elif name == "-fno-sanitize":
            on.difference_update(value.split(","))
    return on


def commands(preset, parts):
    """The commands of preset's build for files of which a part's name is in the path."""
    database = ROOT / "build" / preset / "compile_commands.json"
    if not database.exists():
        raise unittest.SkipTest(f"there is no {database.relative_to(ROOT)}: make test configures it")
    found = {part: [entry["command"] for entry in json.loads(database.read_text()) if part in entry["file"]] for part in parts}
    return [(part, command) for part, list_of in found.items() for command in list_of or [""]]


class SanitizerFlags(unittest.TestCase):
    def test_threads_are_watched_where_they_share(self):
        for part, command in commands("tsan", SHARED_WORK):
            self.assertIn("thread", sanitizers_of(command), part)

    def test_what_one_thread_computes_for_itself_runs_at_its_own_speed(self):
        for part, command in commands("tsan", OWN_WORK):
            self.assertIn("-O2", command, part)
            self.assertEqual(sanitizers_of(command), set(), part)

    def test_memory_and_behaviour_are_watched_in_all_of_ours(self):
        for part, command in commands("asan", [*SHARED_WORK, "i2m_client.dir"]):
            self.assertLessEqual({"address", "undefined"}, sanitizers_of(command), part)

    def test_pointers_are_checked_where_bytes_of_files_are_read_and_nowhere_else(self):
        for part, command in commands("asan", [*SHARED_WORK, "i2m_client.dir"]):
            self.assertEqual("null" in sanitizers_of(command), part == "i2m_shared.dir", part)


if __name__ == "__main__":
    unittest.main()
