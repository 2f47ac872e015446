import ArgumentParser
import Foundation
import Model
import Replication
import Store

struct ReplicaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replica",
    abstract: "List the library's machines, and retire one that will not come back.",
    subcommands: [ReplicaList.self, ReplicaRetire.self]
  )
}

struct ReplicaList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the library's machines, this one first.",
    discussion: """
      CHANGES are those of a machine that are here; BEHIND says how many of the changes here it \
      lacks, AHEAD how many it has that are not here, as far as it said in a sync folder.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let session = try Session(options)
    let machines = try Machines(session).all
    if options.json {
      for machine in machines { session.output.print(object: machine.json) }
    } else {
      session.output.print(MachineTable(machines: machines, style: session.output.style).text)
    }
    session.output.flush()
  }
}

struct ReplicaRetire: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retire",
    abstract: "Say that a machine will not come back.",
    discussion: """
      The other machines keep what they need to merge with one that is away, for as long as it \
      takes. For a machine that was lost, sold or set up anew nobody needs to wait.

      Nothing of its work is removed. Should it come back all the same, it goes on as a new machine \
      with all that it has, and loses nothing. There is no way to take it back, and no need.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "Its name, or at least four digits of its id; clip replica list shows them.")
  var replica: String

  func run() throws {
    let session = try Session(options)
    let machine = try Machines(session).machine(called: replica)
    let isNew = try session.write { try $0.retire(machine.id) }
    guard let retired = try Machines(session).all.first(where: { $0.id == machine.id }) else {
      preconditionFailure("a retired machine is listed")
    }
    let name = Sanitized.line(machine.label) + " (\("\(machine.id)".prefix(8)))"
    session.output.print(retired.json) { _ in
      isNew
        ? "Retired \(name). Nobody waits for it any longer; the others learn of it with clip sync."
        : "\(name) was retired already."
    }
    if isNew, let ahead = machine.ahead, ahead > 0 {
      session.output.note(
        "\(counted(Int(clamping: ahead), "change")) that it has are not here yet; they are taken in "
          + "when they arrive"
      )
    }
    session.output.flush()
  }
}
