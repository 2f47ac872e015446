import Foundation
import Testing

@Suite struct PassphrasesOfFolders {
  @Test func `open a folder on each machine once, and say what is missing or wrong`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      """
      $ clip note "low water"
      Noted {note}  note      low water
      $ clip sync folder --encrypt
      ! clip: an encrypted folder needs a passphrase
      ! Run clip sync on a terminal, or give it with CLIP_PASSPHRASE, --passphrase-file or \
      --passphrase-command.
      ? 22
      $ CLIP_PASSPHRASE='seven herons' clip sync folder --encrypt
      1 change sent.  {root}/folder
      laptop$ clip sync folder
      ! clip: {root}/folder is encrypted and needs its passphrase
      ! Run clip sync on a terminal, or give it with CLIP_PASSPHRASE, --passphrase-file or \
      --passphrase-command.
      ? 22
      laptop$ clip sync folder --passphrase-command 'echo eight herons'
      ! clip: the passphrase does not open {root}/folder
      ! Nothing was read or written. If it was changed on another machine, give the new one.
      ? 22
      laptop$ echo 'seven herons' > phrase; clip sync folder --passphrase-file phrase
      1 change received.  {root}/folder
      $ clip sync
      Nothing new.  {root}/folder
      """
    )
  }

  @Test func `are changed for the folder that there is, and asked for again elsewhere`() throws {
    let world = try World("desk", "laptop")
    try world.play(
      """
      $ clip passphrase
      ! clip: this library was not synced yet
      ! Name the folder: clip passphrase ~/Dropbox/clip
      ? 64
      $ CLIP_PASSPHRASE='seven herons' clip sync folder --encrypt
      {…}
      laptop$ CLIP_PASSPHRASE='seven herons' clip sync folder
      {…}
      $ CLIP_PASSPHRASE='seven herons' clip passphrase --new-key
      ! clip: the new passphrase is missing; the old one holds
      ! Run clip passphrase on a terminal, or give it with CLIP_NEW_PASSPHRASE, \
      --new-passphrase-file or --new-passphrase-command.
      ? 22
      $ CLIP_PASSPHRASE=wrong CLIP_NEW_PASSPHRASE='eight herons' clip passphrase
      ! clip: the passphrase does not open {root}/folder
      ! Nothing was read or written. If it was changed on another machine, give the new one.
      ? 22
      $ CLIP_PASSPHRASE='seven herons' CLIP_NEW_PASSPHRASE='eight herons' clip passphrase --new-key
      Changed, and a new key begun. Give the new passphrase on the other machines.
      $ clip note "under the new key" && clip sync
      Noted {note}  note      under the new key
      1 change sent.  {root}/folder
      laptop$ clip sync
      ! clip: the passphrase of {root}/folder was changed on another machine
      ! Run clip sync on a terminal, or give it with CLIP_PASSPHRASE, --passphrase-file or \
      --passphrase-command.
      ? 22
      laptop$ CLIP_PASSPHRASE='eight herons' clip sync
      1 change received.  {root}/folder
      laptop$ clip sync
      Nothing new.  {root}/folder
      """
    )
  }
}
