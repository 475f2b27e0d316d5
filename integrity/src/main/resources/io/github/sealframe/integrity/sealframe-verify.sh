#!/bin/sh
# Proves a Sealframe package on a node, and installs it.
#
#   sealframe-verify.sh ARCHIVE_SHA256 PIN ARCHIVE_BLOB MANIFEST_BLOB
#   sealframe-verify.sh --sample PIN     checks an installed one: all of its listing, some digests
#
# The working directory holds package.tar.gz and package.manifest. The package is installed as
# $AZ_BATCH_NODE_ROOT_DIR/sealframe/PIN. What decides is one digest: the manifest text is written
# again from what is on disk, and its SHA-256 has to be PIN. The manifest that was fetched only says
# what differs, after its own digest was found to be PIN.
#
# Needs a POSIX shell, find, xargs, tar, gzip, awk, sed and coreutils, or busybox in their place;
# openssl is used where it is there and answers rightly. The exit codes are listed in `refuse`.
set -u
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset CDPATH && umask 022

# refuse CODE EVIDENCE: one line on stderr, and the end.
refuse() {
  case $1 in
    11) meaning='package differs' ;; 12) meaning='unsafe object' ;;
    13) meaning='archive differs' ;; 14) meaning='listing differs' ;;
    15) meaning='tool missing or known-answer test failed' ;;
    16) meaning='no space or not writable' ;;
  esac
  printf 'sealframe: %s %s: %s\n' "$1" "$meaning" "$2" >&2
  exit "$1"
}

# The first line of stdin, fit to stand in a message.
one_line() { head -n 1 | tr -d '[:cntrl:]'; }

# Leaves the command that hashes in $hash_command, after it has given a known answer.
choose_engine() {
  abc=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
  # SEALFRAME_TEST_ENGINE is set by tests only, so that both engines are tried on one machine.
  for engine in ${SEALFRAME_TEST_ENGINE:-openssl sha256sum}; do
    hash_command=sha256sum
    [ "$engine" = sha256sum ] || hash_command='openssl dgst -sha256 -r'
    answer=$(printf abc | $hash_command 2>/dev/null | head -c 64)
    [ "$answer" = "$abc" ] && return
  done
  refuse 15 'no hash engine: neither openssl nor sha256sum gave the known answer for `abc`'
}

digest_of() { $hash_command 2>/dev/null <"$1" | head -c 64; }

# expect_digest CODE FILE DIGEST NAME
expect_digest() {
  found=$(digest_of "$2")
  [ "$found" = "$3" ] || refuse "$1" "$4: expected $3 found ${found:-nothing}"
}

# Who may rename a parent can put a tree of his own in place of a proved one: so every folder from
# $1 up belongs to root (or to the user of this process), and others can write none of them, but for
# sticky ones such as /tmp, where they cannot rename what is not theirs.
check_ancestors() {
  ancestor=$1
  while :; do
    [ ! -h "$ancestor" ] && [ -d "$ancestor" ] || refuse 12 "$ancestor: expected a folder"
    owner=$(stat -c %u "$ancestor") && mode=$(stat -c %a "$ancestor") ||
      refuse 16 "$ancestor: cannot be read"
    [ "$owner" = 0 ] || [ "$owner" = "$me" ] ||
      refuse 12 "$ancestor: expected owner $me found $owner"
    case $mode in
      [1357]???) [ "$ancestor" != "$1" ] || refuse 12 "$ancestor: expected mode 755 found $mode" ;;
      *[2367] | *[2367]?) refuse 12 "$ancestor: expected no write by others found mode $mode" ;;
    esac
    [ "$ancestor" != / ] || return 0
    ancestor=${ancestor%/*} && ancestor=${ancestor:-/}
  done
}

# refuse_any REASON FIND_TEST...: refuses the first object below . that the test finds.
refuse_any() {
  reason=$1 && shift
  found=$(find . "$@" -print 2>/dev/null | one_line)
  [ -z "$found" ] || refuse 12 "${found#./}: $reason"
}

# Control characters come first: after them a line is a name. Links are never followed.
check_objects() {
  refuse_any 'expected a name without control characters or backslash' \
    '(' -name '*[[:cntrl:]]*' -o -name '*\\*' ')'
  refuse_any 'expected a file or folder found something else' ! -type f ! -type d
  refuse_any 'expected no set-id bit' '(' -perm -4000 -o -perm -2000 ')'
  refuse_any 'expected no write by group or others' '(' -perm -020 -o -perm -002 ')'
  refuse_any 'expected one link found more' -type f -links +1
  refuse_any "expected owner $keeper found another" ! -user "$keeper"
  if command -v getcap >/dev/null 2>&1; then
    found=$(getcap -r . 2>/dev/null | one_line)
    [ -z "$found" ] || refuse 12 "${found#./}: expected no file capabilities"
  fi
}

# The lines `#d MODE 0 PATH` and `#f MODE SIZE PATH` of what is below ., in path order.
list_tree() {
  find . -mindepth 1 -exec stat -c '%f %a %s %n' {} + | awk '{
    path = substr($0, length($1 $2 $3) + 6)
    mode = substr("0000" $2, length($2) + 1)
    if (substr($1, 1, 1) == "4") print "#d " mode " 0 " path
    else print "#f " mode " " $3 " " path
  }' | sort -t ' ' -k 4
}

# differences FIELDS EXPECTED FOUND: a line `PATH: expected ... found ...` for each path whose first
# FIELDS fields are not the same in both files.
differences() {
  awk -v fields="$1" '
    function facts_of(line,  i, at, end) {
      end = 0
      for (i = 0; i < fields; i++) { at = index(substr(line, end + 1), " "); end += at }
      path = substr(line, end + 1)
      return substr(line, 1, end - 1)
    }
    function told(facts) {
      if (sub(/^#d /, "", facts)) { sub(/ 0$/, "", facts); return "a folder " facts }
      if (sub(/^#f /, "", facts)) { sub(/ /, " of ", facts); return "a file " facts " bytes" }
      sub(/ $/, "", facts)
      return facts
    }
    { facts = facts_of($0) }
    FILENAME == ARGV[1] { want[path] = facts; next }
    !(path in want) { print path ": expected nothing found " told(facts); next }
    want[path] != facts { print path ": expected " told(want[path]) " found " told(facts) }
    { delete want[path] }
    END { for (path in want) print path ": expected " told(want[path]) " found nothing" }
  ' "$2" "$3" | sort >"$work/differences"
  more=$(($(wc -l <"$work/differences") - 1))
  head -n 1 "$work/differences"
  [ "$more" -le 0 ] || printf '; and %s more' "$more"
}

# Refuses what no manifest of version 1 can say, whatever its digest is, but for what takes tables of
# Unicode to know: NFC, and case beyond ASCII. Those are left to who reads the manifest.
check_form() {
  found=$(awk '{
    path = substr($0, length($1 $2 $3) + 4)
    low = tolower(path)
    if ($0 !~ /^#(d 0755 0|f 0(644|755) [0-9]+) / || low in seen || length(path) > 1024 ||
      path ~ /:|[ .](\/|$)|(^|\/) |\302[\200-\237]|\330\234/ ||
      path ~ /\342\200[\216\217\250-\256]|\342\201[\246-\251]/ ||
      low ~ /(^|\/)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.[^\/]*)?(\/|$)/) { print path; exit }
    seen[low]
  }' "$work/listing")
  [ -z "$found" ] || refuse 14 "$found: expected a name and mode that a package can have"
}

# Hashes every file below . on all processors. Each batch writes a file of its own: several hashing
# processes on one pipe mix their lines.
hash_tree() {
  rm -rf "$work/batches" && mkdir "$work/batches" || refuse 16 "$work: cannot be written"
  export hash_command
  find . -type f -print0 |
    xargs -0 -r -n 64 -P "$(nproc 2>/dev/null || echo 1)" sh -c \
      'out=$1; shift; exec $hash_command "$@" >>"$out/$$"' sh "$work/batches" 2>"$work/log" ||
    refuse 15 "the files cannot be hashed with $engine: $(one_line <"$work/log")"
  # `DIGEST *./PATH` or `DIGEST  ./PATH`
  find "$work/batches" -type f -exec cat {} + |
    awk '{ print substr($0, 1, 64) "  " substr($0, 69) }' | sort -t ' ' -k 3
}

# What is cheap and telling about the tree $1: kinds, modes, sizes and names. Leaves it as `.`.
check_listing() {
  [ ! -h "$1" ] && [ -d "$1" ] || refuse 12 "$1: expected a folder found something else"
  cd "$1" || refuse 16 "$1: cannot be opened"
  check_objects
  mode=$(stat -c %a .)
  [ "$mode" = 755 ] || refuse 14 "$1: expected mode 755 found $mode"
  list_tree >"$work/listing"
  cmp -s "$work/expected-listing" "$work/listing" ||
    refuse 14 "$(differences 3 "$work/expected-listing" "$work/listing" | tr -d '[:cntrl:]')"
}

# The tree $1 is exactly what the pin says, or the end.
check_tree() {
  check_listing "$1"
  check_form
  hash_tree >"$work/digests"
  {
    echo '#render-package-manifest 1 sha256'
    cat "$work/listing" "$work/digests"
    echo '#end'
  } >"$work/text" || refuse 16 "$work: cannot be written"
  found=$(digest_of "$work/text")
  [ "$found" = "$pin" ] && return
  sed -n '/^[0-9a-f]/p' "$manifest" >"$work/expected-digests"
  told=$(differences 2 "$work/expected-digests" "$work/digests" | tr -d '[:cntrl:]')
  refuse 11 "${told:-$1: expected $pin found $found}"
}

# As root, tar would give files to the owners that the archive names: -o; xattrs it leaves out. Of
# an archive that expands to more than the manifest's entries and their headers the rest is cut off.
extract() {
  needed=$(awk '{ sum += int($3 / 4096 + 2) * 4 } END { printf "%.0f", sum }' "$work/expected-listing")
  free=$(df -Pk "$base" | awk 'NR == 2 { print $4 }')
  awk "BEGIN { exit !(${needed:-0} > ${free:-0}) }" &&
    refuse 16 "$base: expected $needed KiB free found ${free:-nothing}"
  most=$(awk '{ sum += int(($3 + 511) / 512) * 512 + 3072 } END { printf "%.0f", sum + 20480 }' \
    "$work/expected-listing")
  mkdir "$work/tree" && gzip -dc <"$here/package.tar.gz" 2>/dev/null | head -c "$most" |
    tar -xmof - -C "$work/tree" 2>"$work/log" ||
    refuse 16 "$work/tree: the archive cannot be unpacked: $(one_line <"$work/log")"
}

# One rename, so that the folder of the pin is there whole or not at all.
install_tree() {
  cd "$base" || refuse 16 "$base: cannot be opened"
  mv -T "$work/tree" "$home" 2>"$work/log" && return
  [ -d "$home" ] || refuse 16 "$home: cannot be put in place: $(one_line <"$work/log")"
  # Another run of this script was first; what it left is proved as any tree that is found here.
  check_tree "$home"
  how='verified in place'
}

# What the service says, fit to stand in a line.
said() { printf %s "${1:-not told}" | tr -cd ' -~' | head -c 1024; }

# attest HOW: for people, reports and traces. No run of this script believes it.
attest() {
  {
    echo 'sealframe-attestation 1'
    printf '%s: %s\n' result proved how "$1" pin "$pin" archive "$archive_digest" \
      verifier "$verifier" engine "$engine" \
      capabilities "$(command -v getcap >/dev/null 2>&1 && echo checked || echo not checked)" \
      image "$(said "${SEALFRAME_IMAGE:-}")" pool "$(said "${AZ_BATCH_POOL_ID:-}")" \
      node "$(said "${AZ_BATCH_NODE_ID:-}")" time "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  } >"$work/attestation" && cp "$manifest" "$work/manifest" && cp "$here/${0##*/}" "$work/script" &&
    chmod 644 "$work/manifest" "$work/script" && mv -T "$work/manifest" "$home.manifest" &&
    mv -T "$work/script" "$base/verifier-$verifier.sh" &&
    mv -T "$work/attestation" "$home.attestation" || refuse 16 "$base: cannot be written"
}

# What a task runs before its work, as its own user: `blender` and 64 files that nobody can foretell.
check_sample() {
  check_listing "$home"
  seed=$( (head -c 16 /dev/urandom; echo "$$") | $hash_command | head -c 7)
  sed -n '/^[0-9a-f]/p' "$manifest" | awk -v seed="$((0x$seed))" 'BEGIN { srand(seed) }
    { print (substr($0, 67) == "blender" ? 0 : 1 + int(1000000 * rand())) " " $0 }' |
    sort -n | head -n 65 | sed 's/^[0-9]* //' >"$work/sample"
  [ -s "$work/sample" ] || refuse 15 "$home: no files could be chosen"
  while IFS= read -r line; do
    expect_digest 11 "./${line#*  }" "${line%% *}" "${line#*  }"
  done <"$work/sample"
}

[ $# -eq 4 ] || [ "$#$1" = 2--sample ] || refuse 15 "expected 4 arguments or --sample PIN found $#"
archive_digest=$1 pin=$2 archive_blob=${3:-} manifest_blob=${4:-}
for tool in awk cat cmp cp date df find gzip head id mkdir mktemp mv rm sed sort stat tar tr wc xargs; do
  command -v "$tool" >/dev/null 2>&1 || refuse 15 "$tool: expected on the node found nothing"
done
choose_engine
me=$(id -u) here=$(pwd -P) verifier=$(digest_of "$0")

case ${AZ_BATCH_NODE_ROOT_DIR:-} in
  /*) root=$(cd "$AZ_BATCH_NODE_ROOT_DIR" 2>/dev/null && pwd -P) ||
    refuse 16 "$AZ_BATCH_NODE_ROOT_DIR: cannot be opened" ;;
  *) refuse 16 'AZ_BATCH_NODE_ROOT_DIR: expected an absolute path' ;;
esac
base=${root%/}/sealframe
home=$base/$pin
[ -e "$base" ] || [ -h "$base" ] || mkdir "$base" 2>/dev/null || [ -d "$base" ] ||
  refuse 16 "$base: cannot be made"
check_ancestors "$base"
keeper=$(stat -c %u "$base")

# The blobs, before anything reads what is in them.
if [ $# -eq 4 ]; then
  place=$base manifest=$here/package.manifest
  expect_digest 13 "$here/package.tar.gz" "$archive_digest" "blob $archive_blob"
  expect_digest 11 "$manifest" "$pin" "blob $manifest_blob"
  # What a killed run left behind.
  find "$base" -maxdepth 1 -name '.work.*' -mmin +1440 -exec rm -rf {} + 2>/dev/null
else
  place=$here manifest=$home.manifest
  expect_digest 11 "$manifest" "$pin" "$manifest"
fi
work=$(mktemp -d "$place/.work.XXXXXX") || refuse 16 "$place: cannot be written"
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
chmod g-s "$work" # A set-id folder would pass its bit on to the tree.
sed -n '/^#[df] /p' "$manifest" >"$work/expected-listing" || refuse 16 "$work: cannot be written"
[ $# -eq 4 ] || { check_sample; exit 0; }
rm -f "$home.attestation"

how='verified in place'
if [ -e "$home" ] || [ -h "$home" ]; then
  check_tree "$home"
else
  how=installed
  extract
  check_tree "$work/tree"
  install_tree
fi
attest "$how"
printf 'sealframe: proved %s\n' "$pin"
