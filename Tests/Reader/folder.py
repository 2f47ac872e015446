"""A sync folder as a whole: sync-folder.md, sections 4, 6, 8.2 and 9."""

import os
import re
import stat

import files
from forms import Bytes, Damaged, Newer, blake2b, check


class Folder:
    """What a folder holds, and in `problems` what could not be read."""

    def __init__(self, path):
        self.path = path
        self.problems = []
        self.library = self.read_identity()

    # Files

    def names(self, *parts):
        """Regular files in a directory, of which nothing is reached through a link."""
        path = self.path
        for part in parts:
            path = os.path.join(path, part)
            if not os.path.isdir(path) or os.path.islink(path):
                return []
        return sorted(
            entry.name for entry in os.scandir(path) if entry.is_file(follow_symlinks=False)
        )

    def directories(self, *parts):
        path = os.path.join(self.path, *parts)
        if not os.path.isdir(path) or os.path.islink(path):
            return []
        return sorted(
            entry.name for entry in os.scandir(path) if entry.is_dir(follow_symlinks=False)
        )

    def read(self, kind, *parts):
        with open(os.path.join(self.path, *parts), "rb") as file:
            found = files.read_file(file.read(), kind)
        check(kind == files.IDENTITY or found.library == self.library, "another library's file")
        return found

    def copies(self, name, *directory):
        """Names under which a carrier may have put a copy of a file, and its own first."""
        start = name.split(".")[0]
        others = [other for other in self.names(*directory) if start in other and other != name]
        return [name] + others[:8]

    def first_whole(self, kind, name, directory, decode):
        """What `decode` makes of a file, or of a copy of it; None when there is none."""
        listed = set(self.names(*directory))
        for candidate in self.copies(name, *directory):
            if candidate not in listed:
                continue
            try:
                return decode(self.read(kind, *directory, candidate).body)
            except (Damaged, Newer) as problem:
                if candidate == name:
                    self.report("/".join([*directory, name]), problem)
        return None

    def report(self, name, problem):
        if (name, str(problem)) not in self.problems:
            self.problems.append((name, str(problem)))

    # Identity

    def read_identity(self):
        if not os.path.isdir(self.path):
            raise Damaged("the folder does not exist")
        name = "clip-library"
        names = self.names()
        if name in names:
            try:
                return self.identity(name)
            except Damaged as problem:
                self.report(name, problem)
        copies = set()
        for other in names:
            if name in other and other != name:
                try:
                    copies.add(self.identity(other))
                except Damaged:
                    pass
        check(len(copies) == 1, "the folder is no sync folder, or its identity is damaged")
        return copies.pop()

    def identity(self, name):
        file = self.read(files.IDENTITY, name)
        sections = Bytes(file.body).sections()
        check(1 in sections, "an identity without the folder's id")
        sections[1].id()
        sections[1].end()
        return file.library

    # Heads

    def heads(self):
        """The newest whole head of each replica."""
        found = {}
        for directory in self.directories("replicas"):
            if re.fullmatch("[0-9a-f]{32}", directory):
                head = self.head(directory)
                if head:
                    found[head.replica] = head
        return found

    def head(self, directory):
        names = self.names("replicas", directory)
        own = [name for name in names if re.fullmatch(r"\d{16}\.head", name)]
        copies = [name for name in names if name not in own and re.search(r"\d{16}", name)]
        for name in sorted(own, reverse=True):
            head = self.whole_head(directory, name, int(name[:16]), isCopy=False)
            if head:
                break
        else:
            head = None
        for name in copies:
            counter = int(re.search(r"\d{16}", name)[0])
            if ".head" in name and (head is None or counter > head.counter):
                head = self.whole_head(directory, name, counter, isCopy=True) or head
        return head

    def whole_head(self, directory, name, counter, isCopy):
        try:
            body = self.read(files.HEAD, "replicas", directory, name).body
            head = files.read_head(body, directory)
            check(head.replica.hex() == directory, "another replica's head")
            check(head.counter == counter, "another counter than its name says")
            return head
        except (Damaged, Newer) as problem:
            if not isCopy:
                self.report(f"replicas/{directory}/{name}", problem)
            return None

    # Changes

    def changes(self):
        """All changes that can be applied, in an order in which they can."""
        streams = {}
        for head in self.heads().values():
            for number, stream in enumerate(head.streams):
                streams.setdefault(stream.replica, []).append((number > 0, stream))
        for replica in streams:
            streams[replica].sort(key=lambda pair: pair[0])  # the replica's own is tried first
        here = {}  # the number and the hash of each replica's last change that was taken
        taken = []
        segments = {}
        more = True
        while more:
            more = False
            for replica in sorted(streams):
                while True:
                    change = self.next(replica, streams[replica], here, segments)
                    if change is None:
                        break
                    here[replica] = (change.sequence, change.hash)
                    taken.append(change)
                    more = True
        return taken

    def next(self, replica, streams, here, segments):
        """A replica's next change, if it is there and ready."""
        number, hash = here.get(replica, (0, bytes(32)))
        for _, stream in streams:
            for span in stream.spans:
                if not span.first <= number + 1 <= span.last:
                    continue
                key = (span.directory, span.name)
                if key not in segments:
                    segments[key] = self.segment(replica, span)
                if segments[key] is None:
                    continue
                change = segments[key][number + 1 - span.first]
                if change.previous != hash:
                    self.report(f"replicas/{span.directory}/{span.name}", "a fork")
                    continue
                ready = all(here.get(other, (0,))[0] >= n for other, n in change.dependencies.items())
                return change if ready else None
        return None

    def segment(self, replica, span):
        directory = ("replicas", span.directory)
        return self.first_whole(
            files.SEGMENT,
            span.name,
            directory,
            lambda body: files.read_segment(body, replica, span),
        )

    # Attachments

    def attachment(self, hash):
        """An attachment's content; None when the folder has not got it."""
        name = hash.hex()

        def content(body):
            check(blake2b(body) == hash, "other content than its name says")
            return body

        return self.first_whole(
            files.ATTACHMENT, f"{name}.attachment", ("attachments", name[:2]), content
        )
