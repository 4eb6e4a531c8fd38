#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Builds and runs consumers of the package, the way a stranger would. One sub-command per promise.

    package.py --settings FILE static-prefix | shared-prefix | files | find-package KIND |
               pkg-config KIND | subdirectory | domain | exports | c KIND | story LANGUAGE
    KIND is static or shared, LANGUAGE go, rust, node or java; where its toolchain is not there the status is 77. FILE is the JSON that CMakeLists.txt beside this file writes.
"""
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(*command, env=None, fails=False):
    """Runs a command, prints it, returns its output. It must succeed, or, where `fails`, fail."""
    print("+", " ".join(str(word) for word in command), flush=True)
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          env={**os.environ, **(env or {})})
    output = done.stdout + done.stderr
    if (done.returncode == 0) == fails:
        print(output)
        sys.exit(f"{'succeeded, but must fail' if fails else 'failed'}: {command[0]}")
    return output


def left_out(what):
    print(f"left out: {what} is not on this machine")
    sys.exit(77)


def needed(*names):
    """The first of these programs that there is."""
    for name in names:
        if shutil.which(name):
            return name
    left_out(" or ".join(names))


class Package:
    def __init__(self, settings):
        self.__dict__.update(settings)
        self.work = Path(self.work)

    def prefix(self, kind):
        return self.work / f"prefix-{kind}"

    def cmake(self, source, name, *options, fails=False):
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        output = run("cmake", "-S", source, "-B", folder, "-G", self.generator,
                     f"-DCMAKE_CXX_COMPILER={self.compiler}", f"-DCMAKE_CXX_COMPILER_LAUNCHER={self.launcher}",
                     f"-DCMAKE_BUILD_TYPE={self.build_type}", *options, fails=fails)
        return folder, output

    # Prefixes for the others.

    def static_prefix(self):
        shutil.rmtree(self.prefix("static"), ignore_errors=True)
        run("cmake", "--install", self.build, "--prefix", self.prefix("static"))

    def shared_prefix(self):
        shutil.rmtree(self.prefix("shared"), ignore_errors=True)
        folder, _ = self.cmake(self.root, "shared-build", "-DBUILD_SHARED_LIBS=ON", "-DFIRSTLOG_BUILD_TESTS=OFF",
                               "-DFIRSTLOG_BUILD_EXAMPLES=OFF", "-DFIRSTLOG_BUILD_PYTHON=OFF", f"-DFIRSTLOG_WERROR={self.werror}")
        run("cmake", "--build", folder)
        run("cmake", "--install", folder, "--prefix", self.prefix("shared"))

    # Promises.

    def files(self):
        """Everything public is installed, and nothing else: no tests, no test library, nothing generated."""
        public = {path.relative_to(self.root).as_posix() for path in (Path(self.root) / "include").rglob("*")
                  if path.suffix in (".hpp", ".h")}
        public |= {f"include/{path.name}" for path in (Path(self.root) / "capi" / "include").glob("*.h")}
        for kind in ("static", "shared"):
            prefix = self.prefix(kind)
            installed = {path.relative_to(prefix).as_posix() for path in prefix.rglob("*") if not path.is_dir()}
            headers = {name for name in installed if name.startswith("include/")}
            if headers != public:
                sys.exit(f"{kind}: headers differ: {sorted(headers ^ public)}")
            for name in sorted(installed - headers):
                if not re.fullmatch(
                        r"lib[\w/-]*/libfirstlog(_c|_contacts)?(\.a|\.so(\.[\d.]+)?|_conformance\.a)|lib[\w/-]*/pkgconfig/firstlog(-c)?\.pc"
                        r"|lib[\w/-]*/cmake/firstlog/firstlog(Config|ConfigVersion|(Domain|C|CStatic|Contacts)?Targets(-\w+)?)\.cmake"
                        r"|share/doc/firstlog/LICENSE|share/firstlog/(policy|expression|leaderboard|payroll|statement)\.schema\.json", name):
                    sys.exit(f"{kind}: not part of the package: {name}")
                text = (prefix / name).read_bytes()
                if name.endswith((".cmake", ".pc")):
                    for word in (b"GTest", b"rapidcheck", b"benchmark", b"nlohmann", b"flatbuffers",
                                 str(self.root).encode(), str(self.work).encode()):
                        if word in text:
                            sys.exit(f"{kind}: {name} speaks of {word.decode()}")

    def find_package(self, kind):
        folder, _ = self.cmake(HERE / "find_package", f"find-package-{kind}",
                               f"-DCMAKE_PREFIX_PATH={self.prefix(kind)}")
        run("cmake", "--build", folder)
        print(run(folder / "consumer"), run(folder / "consumer_of_all"))

    def domain(self):
        folder, _ = self.cmake(HERE / "domain", "domain", f"-DCMAKE_PREFIX_PATH={self.prefix('static')}")
        run("cmake", "--build", folder)
        print(run(folder / "consumer"))

    def subdirectory(self):
        folder, _ = self.cmake(HERE / "subdirectory", "subdirectory", f"-DFIRSTLOG_ROOT={self.root}",
                               f"-DFIRSTLOG_WERROR={self.werror}")
        run("cmake", "--build", folder)
        print(run(folder / "consumer"), run(folder / "domain_consumer"))

    def pkg_config(self, kind):
        folders = [path.parent for path in self.prefix(kind).rglob("firstlog.pc")]
        env = {"PKG_CONFIG_PATH": str(folders[0])}
        for mode in ([], ["--static"]) if kind == "static" else ([],):
            flags = run("pkg-config", *mode, "--cflags", "--libs", "firstlog", env=env).split()
            if kind == "static":  # every object of it, so that each of its own needs must have come along
                at = flags.index("-lfirstlog")
                flags[at:at + 1] = ["-Wl,--whole-archive", "-lfirstlog", "-Wl,--no-whole-archive"]
            program = self.work / f"pkg-config-{kind}{''.join(mode)}"
            run(self.compiler, "-std=c++20", HERE / "consumer.cpp", *flags, "-o", program)
            print(run(program, env={"LD_LIBRARY_PATH": str(folders[0].parent)}))

    # The C library, in C and from other languages: the same story everywhere.

    def told(self, *command, kind="static", env=None):
        """Runs a program that tells the story, and compares what it says."""
        database = self.work / "story.db"
        for leftover in self.work.glob("story.db*"):
            leftover.unlink()
        libraries = str(self.pkg_config_folder(kind).parent)
        output = run(*command, database, env={"LD_LIBRARY_PATH": libraries, **(env or {})})
        if output != (Path(self.root) / "examples" / "story" / "expected.txt").read_text():
            sys.exit(f"{command[0]} tells another story:\n{output}")
        print("the story is the same")

    def pkg_config_folder(self, kind):
        return next(path.parent for path in self.prefix(kind).rglob("firstlog-c.pc"))

    def c(self, kind):
        """C11 by pkg-config and by find_package, against the shared library and the static one."""
        compiler = needed("cc", "gcc", "clang")
        story = Path(self.root) / "examples" / "story" / "story.c"
        folder = self.pkg_config_folder(kind)
        for mode in ([], ["--static"]) if kind == "static" else ([],):
            flags = run("pkg-config", *mode, "--cflags", "--libs", "firstlog-c",
                        env={"PKG_CONFIG_PATH": str(folder)}).split()
            if mode:
                flags[flags.index("-lfirstlog_c")] = str(folder.parent / "libfirstlog_c.a")
            program = self.work / f"story-{kind}{''.join(mode)}"
            run(compiler, "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Werror", story, *flags,
                "-o", program)
            self.told(program, kind=kind)
        build = self.work / f"c-{kind}"
        shutil.rmtree(build, ignore_errors=True)
        run("cmake", "-S", HERE / "c", "-B", build, "-G", self.generator, f"-DCMAKE_PREFIX_PATH={self.prefix(kind)}",
            f"-DSTORY={story}")
        run("cmake", "--build", build)
        for program in ("story", *(["story_static"] if kind == "static" else [])):
            self.told(build / program, kind=kind)

    def story(self, language):
        source = Path(self.root) / "examples" / "story"
        work = self.work / language
        work.mkdir(parents=True, exist_ok=True)
        folder = self.pkg_config_folder("static")
        libraries = str(folder.parent)
        if language == "go":
            flags = {"CGO_CFLAGS": f"-I{self.prefix('static') / 'include'}", "CGO_LDFLAGS": f"-L{libraries} -lfirstlog_c",
                     "GOCACHE": str(work / "cache"), "CGO_ENABLED": "1"}
            run(needed("go"), "build", "-o", work / "story", source / "story.go", env=flags)
            self.told(work / "story")
        elif language == "rust":
            run(needed("rustc"), source / "story.rs", "-L", libraries, "-l", "firstlog_c", "-o", work / "story")
            self.told(work / "story")
        elif language == "java":
            jar = Path("/usr/share/java/jna.jar")
            if not jar.is_file():
                left_out("JNA (Debian: libjna-java)")
            run(needed("javac"), "-cp", jar, "-d", work, source / "Story.java")
            self.told(needed("java"), "-cp", f"{jar}:{work}", f"-Djna.library.path={libraries}", "Story")
        else:
            node = needed("node")
            if not (work / "node_modules" / "koffi").is_dir():
                done = subprocess.run([needed("npm"), "install", "--no-audit", "--no-fund", "--prefix", str(work), "koffi@2.12.0"],
                                      capture_output=True, text=True)
                if done.returncode != 0:
                    left_out("koffi, which npm did not install")
            self.told(node, source / "story.mjs", env={"FIRSTLOG_KOFFI": str(work / "package.json"),
                                                       "FIRSTLOG_LIBRARY": f"{libraries}/libfirstlog_c.so.0"})

    def exports(self):
        """What the test programs call of the public headers is exported: a shared library would serve them.

        A symbol that the library hides although a source that includes public headers alone refers to it
        lacks its FIRSTLOG_API.
        """
        hidden = set()
        listing = run("readelf", "-sW", self.library)
        for line in listing.splitlines():
            words = line.split()
            if len(words) >= 8 and words[5] == "HIDDEN" and words[4] == "GLOBAL" and words[6] != "UND":
                hidden.add(words[7])
        database = json.loads((Path(self.build) / "compile_commands.json").read_text())
        problems = set()
        looked_at = 0
        for entry in database:
            source = Path(entry["directory"]) / entry["file"]
            if not re.search(r"/(tests|examples|benchmarks)/", str(source)) or str(self.work) in str(source):
                continue
            object_file = Path(entry["directory"]) / re.search(r" -o (\S+)", entry["command"]).group(1)
            if not object_file.is_file() or not source.is_file():
                continue
            included = re.findall(r'#\s*include\s+"([^"]+)"', source.read_text())
            if any("/detail/" in name or (Path(self.root) / "src" / name).is_file() or name.endswith("_generated.h")
                   for name in included):
                continue  # reaches behind the public headers on purpose
            looked_at += 1
            for line in subprocess.run(["nm", "-u", object_file], capture_output=True, text=True).stdout.splitlines():
                if line.split()[-1] in hidden:
                    problems.add(f"{line.split()[-1]}  (used by {source.name})")
        if problems:
            sys.exit("not exported, though public headers lead to it:\n" + run("c++filt", *sorted(problems)))
        print(f"{looked_at} objects call nothing that is hidden")


def main():
    settings, command, *rest = Path(sys.argv[2]), *sys.argv[3:]
    package = Package(json.loads(settings.read_text()))
    package.work.mkdir(parents=True, exist_ok=True)
    getattr(package, command.replace("-", "_"))(*rest)


if __name__ == "__main__":
    main()
