#!/usr/bin/env python3
"""tools/run_tests against a build of small shell tests: what it leaves out, and what it does not."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Passes while `mood` says so, and notes each start. Its own text is what stands for a program.
PROGRAM = """#!/bin/sh
echo "$1" >>"$(dirname "$0")/started"
[ "$1" != skipped ] || exit 77
read -r mood <"$(dirname "$0")/data/mood"
[ "$mood" = good ]
"""
TESTS = """add_test(told "{build}/program" told)
set_tests_properties(told PROPERTIES REQUIRED_FILES "{build}/program;{build}/data")
add_test(untold "{build}/program" untold)
add_test(skipped "{build}/program" skipped)
set_tests_properties(skipped PROPERTIES REQUIRED_FILES "{build}/program" SKIP_RETURN_CODE 77)
"""


class RunTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = Path(folder.name)
        (self.build / "data").mkdir()
        self.say("good")
        self.write("program", PROGRAM)
        (self.build / "program").chmod(0o755)
        self.write("CTestTestfile.cmake", TESTS.format(build=self.build))
        self.assertEqual(self.run_tests(), {"told", "untold", "skipped"})

    def write(self, name, text):
        (self.build / name).write_text(text, encoding="utf-8")

    def say(self, mood):
        self.write("data/mood", mood + "\n")

    def run_tests(self, *options):
        """The names of the tests that were started."""
        started = self.build / "started"
        started.unlink(missing_ok=True)
        done = subprocess.run([ROOT / "tools/run_tests", self.build, *options], check=False, capture_output=True, text=True)
        self.status, self.output = done.returncode, done.stdout + done.stderr
        return set(started.read_text(encoding="utf-8").split()) if started.exists() else set()

    def test_what_passed_and_has_not_changed_is_left_out_and_said_so(self):
        self.assertEqual(self.run_tests(), {"untold", "skipped"})
        self.assertEqual(self.status, 0)
        self.assertIn("1 of 3 passed before", self.output)
        self.assertRegex(self.output, re.compile("tests passed, 0 tests failed out of 2"))

    def test_a_changed_program_runs_again(self):
        self.write("program", PROGRAM + "true\n")
        self.assertIn("told", self.run_tests())
        self.assertNotIn("told", self.run_tests())

    def test_a_program_written_again_as_it_was_does_not(self):
        self.write("program", PROGRAM)
        self.assertNotIn("told", self.run_tests())

    def test_a_new_file_of_a_folder_counts(self):
        self.write("data/new", "")
        self.assertIn("told", self.run_tests())

    def test_a_file_that_goes_counts(self):
        self.write("data/new", "")
        self.run_tests()
        (self.build / "data/new").unlink()
        self.assertIn("told", self.run_tests())

    def test_a_failure_is_told_and_runs_until_it_passes(self):
        self.say("bad")
        for _ in range(2):
            self.assertIn("told", self.run_tests())
            self.assertNotEqual(self.status, 0)
        self.say("better")
        self.assertIn("told", self.run_tests())
        self.say("good")  # as when it passed the first time
        self.assertNotIn("told", self.run_tests())

    def test_what_passed_and_then_failed_unchanged_is_not_left_out(self):
        self.write("CTestTestfile.cmake", TESTS.format(build=self.build).replace('program;{}/data'.format(self.build), "program"))
        self.assertIn("told", self.run_tests())   # its mood is nothing that it names any more
        self.say("bad")
        self.assertNotIn("told", self.run_tests())
        self.assertEqual(self.run_tests("-R", "^told$"), {"told"})
        self.assertNotEqual(self.status, 0)
        self.say("good")
        self.assertIn("told", self.run_tests())

    def test_another_command_is_another_test(self):
        self.write("CTestTestfile.cmake", TESTS.format(build=self.build).replace('program" told', 'program" told again'))
        self.assertIn("told", self.run_tests())

    def test_another_environment_is_another_test(self):
        more = 'set_tests_properties(told PROPERTIES ENVIRONMENT "A=b")\n'
        self.write("CTestTestfile.cmake", TESTS.format(build=self.build) + more)
        self.assertIn("told", self.run_tests())

    def test_again_runs_all(self):
        self.assertEqual(self.run_tests("--again"), {"told", "untold", "skipped"})

    def test_what_is_chosen_by_name_runs_and_nothing_else_is_noted(self):
        self.assertEqual(self.run_tests("-R", "^told$"), {"told"})
        self.write("program", PROGRAM + "true\n")
        self.assertEqual(self.run_tests("-R", "^untold$"), {"untold"})
        self.assertIn("told", self.run_tests())

    def test_nothing_left_to_run_is_said(self):
        self.write("CTestTestfile.cmake", "".join(TESTS.format(build=self.build).splitlines(True)[:2]))
        self.assertEqual(self.run_tests(), set())
        self.assertEqual(self.status, 0)
        self.assertIn("1 of 1 passed before", self.output)

    def test_a_missing_file_fails_its_test(self):
        (self.build / "program").unlink()
        self.run_tests("-R", "^told$")
        self.assertNotEqual(self.status, 0)


if __name__ == "__main__":
    unittest.main()
