#!/usr/bin/env bash
# clip at work on two machines: an article clipped on both while they are offline, a sync through a
# folder, the merge, the notebook. Everything lies in a temporary place, which is removed at the end.
#
#   CLIP=path/to/clip Scripts/demo.sh
set -euo pipefail
exec </dev/null

here=$(cd "$(dirname "$0")" && pwd)
CLIP=${CLIP:-$here/../.build/release/clip}
CLIP=$(cd "$(dirname "$CLIP")" && pwd)/$(basename "$CLIP")
[ -x "$CLIP" ] || { echo "demo: there is no clip at $CLIP; run: make build" >&2; exit 1; }

world=$(mktemp -d "${TMPDIR:-/tmp}/clip-demo.XXXXXX")
finish() {
  local code=$?
  cd / && rm -rf "$world"
  [ "$code" = 0 ] || echo "demo: stopped, the last command failed (exit code $code)" >&2
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold='' plain=''; fi

chapter() { printf '\n%s── %s%s\n' "$bold" "$*" "$plain"; }
say() { printf '\n%s\n' "$*"; }

# Runs clip on a machine: each has a home, a library and a configuration of its own.
clip_on() {
  local machine=$1
  shift
  HOME=$world/$machine CLIP_LIBRARY=$world/$machine/library \
    XDG_STATE_HOME=$world/$machine/state XDG_CONFIG_HOME=$world/$machine/config \
    XDG_DATA_HOME=$world/$machine/data XDG_CACHE_HOME=$world/$machine/cache \
    PAGER=cat "$CLIP" "$@"
}

# Shows a command as it would be typed, then runs it.
readonly quoted="'\\''"
on() {
  local machine=$1 word
  shift
  printf '\n%s%s$ clip' "$bold" "$machine"
  for word; do
    case $word in
      *[!A-Za-z0-9_./:=@%?\&+-]*) printf " '%s'" "${word//\'/$quoted}" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '%s\n' "$plain"
  clip_on "$machine" "$@"
}

# The id in a line of JSON, as short as people type it.
id_of() { grep -o '"id" *: *"[0-9a-f]\{32\}"' | head -n 1 | cut -d '"' -f 4 | cut -c 1-8; }
newest() { clip_on "$1" --json list "$2" --limit 1 | id_of; }

mkdir "$world/desk" "$world/laptop" "$world/folder"
cp "$here/demo/a-hundred-springs.html" "$world/article.html"
cd "$world"

chapter "Two machines"
say "A researcher works at a desk and on a laptop. Each has a library of its own; neither is online."
on desk init --name desk
on laptop init --name laptop

chapter "One article, clipped twice"
say "Both save the same article. The addresses differ in what a newsletter hung on them."
page=https://lowland-review.example/essays/a-hundred-springs
on desk add article.html --url "$page?utm_source=newsletter" --tag phenology --tag to-read
on laptop add article.html --url "$page" --tag to-read
source=$(newest desk sources)

chapter "Work at the desk"
say "A passage with a remark. It is found in the article's text and anchored there; the apostrophe
typed is plain, clip knows the article's own."
on desk quote "$source" "the first blossom on the tree by the gate now opens, on average, sixteen days earlier than it did in the diary's first decade" --note "Which tree? The gate was moved in 1962." --tag evidence
earlier=$(newest desk clippings)
say "A note of one's own about the article, and a notebook to order it all."
on desk note $'Diaries that could be compared.\nAsk Anwen Rees for her list.\n' --title "What to ask" --about "$source"
note=$(newest desk notes)
on desk notebook new "How springs are remembered"
book=$(newest desk notebooks)
on desk notebook heading "$book" "What was measured"
on desk notebook add "$book" "$earlier"
on desk notebook add "$book" "$note"

chapter "Work on the laptop, still offline"
say "The laptop picks two passages of its own."
on laptop quote "$source" "A diary that is filled in on Sundays remembers the week that Sunday would like to have had." --tag memory
sunday=$(newest laptop clippings)
on laptop quote "$source" "One tree is a witness, not a jury."
witness=$(newest laptop clippings)

chapter "They meet in a folder"
say "Any folder will do: Dropbox, Syncthing, a USB stick. There is no server."
on desk sync folder
on laptop sync folder
on desk sync folder
say "The desk now has the laptop's passages, and the article is one source, not two."
on desk list sources
on desk list clippings

chapter "Apart again: both change the same things"
say "The desk adds to the first line of the note, the laptop writes a third line."
on desk edit "$note" --text $'Diaries that could be compared: sixty, says the article.\nAsk Anwen Rees for her list.\n'
on laptop edit "$note" --text $'Diaries that could be compared.\nAsk Anwen Rees for her list.\nWas the hedge noted, too?\n'
say "Both correct the article's title, each in its own way."
on desk edit "$source" --set "title=A hundred springs in pencil (1919–2023)"
on laptop edit "$source" --set "title=A Hundred Springs in Pencil"
say "Both take the tag to-read off; the laptop then has second thoughts and puts it on afresh."
on desk tag "$source" --remove to-read
on laptop tag "$source" --remove to-read
on laptop tag "$source" --add to-read
say "The laptop orders the notebook: a heading, and its two passages below."
on laptop notebook heading "$book" "Who remembers"
on laptop notebook add "$book" "$sunday"
on laptop notebook add "$book" "$witness"

chapter "The merge"
on desk sync folder
on laptop sync folder
on desk sync folder
say "Both edits are in the note."
on desk show "$note"
say "A title cannot be two things at once: one is shown, the other is kept until someone decides."
on desk conflicts
on desk resolve "$source" title --value "A hundred springs in pencil"
say "The tag that the laptop put on is there: what one machine adds, another's removal cannot have meant."
on desk show "$source"

chapter "Found again"
on desk search witness

chapter "The notebook, ready for a paper"
on desk sync folder
on laptop sync folder
on laptop export "$book" --format markdown

chapter "Is everything in order?"
on desk check
on laptop check
say "Both machines have rebuilt their state from the log of changes and found it the same."
say "That was clip. The temporary libraries are gone now; your own begins with: clip init"
