@testable import Replication
@testable import Sync

/// One decoder and the law that holds for whatever bytes it is given.
///
/// To add one, add a case and say in `run` what is decoded and how it is written again.
enum FuzzTarget: String, CaseIterable {
  case chunks
  case edit
  case file
  case head
  case history
  case key
  case merge
  case pack
  case payload
  case sealed
  case segment
  case state
  case vector

  /// Decodes bytes: what is accepted must be written with the same ones.
  func run(_ bytes: [UInt8]) {
    switch self {
    case .edit:
      check(bytes) { reader throws(CodecError) in
        let edit = try reader.textEdit()
        return { $0.append(edit) }
      }
    case .vector:
      check(bytes) { reader throws(CodecError) in
        let vector = try reader.versionVector()
        return { $0.append(vector) }
      }
    case .payload:
      guard let operations = try? PayloadCodec.decode(bytes) else { return }
      law(PayloadCodec.encode(operations) == bytes, "a payload has two forms")
    case .state:
      var isElsewhere: Set<FieldID> = []
      let state = try? ItemState(decoding: bytes, kind: ItemKind(rawValue: 1)) { field in
        isElsewhere.insert(field)
        return .text("elsewhere")
      }
      // Of a field that two kinds of merging use, each may lie elsewhere for itself.
      guard let state, state.hasOnePlace(isElsewhere) else { return }
      law(state.encode(leavingOut: isElsewhere.contains) == bytes, "a state has two forms")
    case .history: runHistory(bytes)
    case .merge: runMerge(bytes)
    case .segment: runSegment(bytes)
    case .head: runHead(bytes)
    case .file: runFile(bytes)
    case .pack: runPack(bytes)
    case .chunks: runChunks(bytes)
    case .key: runKey(bytes)
    case .sealed: runSealed(bytes)
    }
  }

  private func check(
    _ bytes: [UInt8],
    _ read: (inout ByteReader) throws(CodecError) -> (inout ByteWriter) -> Void
  ) {
    var reader = ByteReader(bytes)
    guard let write = try? read(&reader) else { return }
    var writer = ByteWriter()
    write(&writer)
    law(
      writer.bytes.elementsEqual(bytes.dropLast(reader.remaining)),
      "a value has two forms"
    )
  }
}

/// Ends the process where a law is broken, which libFuzzer takes for a find.
func law(_ holds: Bool, _ rule: StaticString) {
  precondition(holds, String(describing: rule))
}

extension ItemState {
  fileprivate func hasOnePlace(_ fields: Set<FieldID>) -> Bool {
    fields.allSatisfy { field in
      [registers[field] != nil, kept[field] != nil, texts[field] != nil].count { $0 } == 1
    }
  }
}
