"""Loro and Yrs behind one face: a document with one text and one map."""


class Loro:
    name = "Loro"

    def __init__(self):
        import loro
        self.loro = loro
        self.version = loro.LORO_VERSION

    def new(self, peer):
        doc = self.loro.LoroDoc()
        doc.peer_id = peer
        return doc

    def type(self, doc, transactions):
        """Edits of one person. One commit at the end is the fast way: each one more costs."""
        text = doc.get_text("t")
        for patches in transactions:
            for position, deleted, inserted in patches:
                if deleted:
                    text.delete(position, deleted)
                if inserted:
                    text.insert(position, inserted)
        doc.commit()

    def call(self, doc, transactions):
        """As many calls that do nothing: what the way through Python costs."""
        text = doc.get_text("t")
        for patches in transactions:
            for _, deleted, inserted in patches:
                if deleted:
                    text.delete(0, 0)
                if inserted:
                    text.insert(0, "")

    def edit(self, doc, patches):
        """One edit, and what it is for others."""
        version = doc.oplog_vv
        self.type(doc, [patches])
        return self.since(doc, version)

    def write(self, doc, items):
        fields = doc.get_map("m")
        for key, value in items:
            fields.insert(key, value)
        doc.commit()

    def text(self, doc):
        return doc.get_text("t").to_string()

    def fields(self, doc):
        return doc.get_map("m").get_deep_value()

    def save(self, doc):
        return doc.export(self.loro.ExportMode.Snapshot())

    def load(self, saved):
        doc = self.loro.LoroDoc()
        doc.import_(saved)
        return doc

    def version_of(self, doc):
        return doc.oplog_vv

    def since(self, doc, version):
        return doc.export(self.loro.ExportMode.Updates(version))

    def update(self, doc):
        return self.since(doc, self.loro.VersionVector())

    def merge(self, doc, update):
        doc.import_(update)


class Yrs:
    name = "Yrs"

    def __init__(self):
        import importlib.metadata
        import pycrdt
        self.pycrdt = pycrdt
        self.version = importlib.metadata.version("pycrdt")

    def new(self, peer):
        doc = self.pycrdt.Doc(client_id=peer)
        doc["t"] = self.pycrdt.Text()
        doc["m"] = self.pycrdt.Map()
        return doc

    def type(self, doc, transactions):
        """Edits of one person. One transaction for all is slower by far: it grows with the square."""
        text = doc["t"]
        for patches in transactions:
            with doc.transaction():
                for position, deleted, inserted in patches:
                    if deleted:
                        del text[position:position + deleted]
                    if inserted:
                        text.insert(position, inserted)

    def call(self, doc, transactions):
        text = doc["t"]
        for patches in transactions:
            with doc.transaction():
                for _ in patches:
                    text.insert(0, "")

    def edit(self, doc, patches):
        # An update since a version would repeat every deletion there ever was.
        updates = []
        subscription = doc.observe(lambda event: updates.append(event.update))
        self.type(doc, [patches])
        doc.unobserve(subscription)
        return updates[0] if updates else b"\0\0"

    def write(self, doc, items):
        fields = doc["m"]
        with doc.transaction():
            for key, value in items:
                fields[key] = value

    def text(self, doc):
        return str(doc["t"])

    def fields(self, doc):
        return doc["m"].to_py()

    def save(self, doc):
        return doc.get_update()

    def load(self, saved):
        doc = self.new(99)
        doc.apply_update(saved)
        return doc

    def version_of(self, doc):
        return doc.get_state()

    def since(self, doc, version):
        return doc.get_update(version)

    def update(self, doc):
        return doc.get_update()

    def merge(self, doc, update):
        doc.apply_update(update)


ALL = {library.name: library for library in (Loro, Yrs)}
