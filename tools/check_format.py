#!/usr/bin/env python3
"""Fails when a C++ file is not laid out as .clang-format says; `make format` mends it."""
import os
import subprocess
import sys

os.chdir(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
files = subprocess.run(["git", "ls-files", "-z", "--", "*.cpp", "*.hpp"], capture_output=True, check=True, text=True).stdout
files = [name for name in files.split("\0") if name and os.path.exists(name)]
if not files:
    sys.exit("check_format: no C++ file found")
result = subprocess.run(["clang-format", "--dry-run", "--Werror", "--ferror-limit=3", *files], check=False)
print(f"check_format: {len(files)} files, {'all laid out' if result.returncode == 0 else 'run `make format`'}")
sys.exit(result.returncode)
