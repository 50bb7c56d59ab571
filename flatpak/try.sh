#!/bin/sh
# Builds the Flatpak and starts it in its sandbox, on a runtime made of a Debian root: try.sh ROOT WORK ENTER...
# ENTER runs a command inside the root. Called by ./dev flatpak.
set -eu
root=$1
work=$2
shift 2
src=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
id=io.github.xaudience.XAudience
runtime=io.github.xaudience.StandIn
version=$(basename "$root" | sed 's/^root-//')
export FLATPAK_USER_DIR="$work/user"

say () { echo "flatpak: $*"; }
fail () { say "$*" >&2; exit 1; }

[ -n "${DBUS_SESSION_BUS_ADDRESS:-}" ] || exec dbus-run-session -- "$0" "$root" "$work" "$@"

mkdir -p "$work"
if [ ! -d "${XDG_RUNTIME_DIR:-/nonexistent}" ]; then
  XDG_RUNTIME_DIR=$work/run
  export XDG_RUNTIME_DIR
  mkdir -p "$XDG_RUNTIME_DIR"
  chmod 0700 "$XDG_RUNTIME_DIR"
fi

# --- the runtime ---

export_runtime () { # export_runtime Platform|Sdk
  tree=$work/tree-$1
  rm -rf "$tree"
  mkdir -p "$tree/files" "$tree/usr"
  cp -al "$root/usr/." "$tree/usr/"
  rm -rf "$tree/usr/share/doc" "$tree/usr/share/man" "$tree/usr/lib/llvm-"* "$tree"/usr/lib/gcc/*/*/cc1plus
  rm -rf "${tree:?}/usr/local" "${tree:?}/usr/src" "${tree:?}/usr/games"
  cp -a "$root/etc" "$tree/usr/etc"
  rm -f "$tree/usr/etc/mtab" "$tree/usr/etc/resolv.conf"
  cat >"$tree/metadata" <<END
[Runtime]
name=$runtime.$1
runtime=$runtime.Platform/$(flatpak --default-arch)/$version
sdk=$runtime.Sdk/$(flatpak --default-arch)/$version
END
  flatpak build-export --runtime "$work/repo" "$tree" "$version" >/dev/null
  rm -rf "$tree"
}

if ! flatpak --user info "$runtime.Sdk//$version" >/dev/null 2>&1; then
  say 'making the stand-in runtime (once, a few minutes)'
  rm -rf "$work/repo" "$FLATPAK_USER_DIR"
  export_runtime Platform
  export_runtime Sdk
  flatpak --user remote-add --if-not-exists --no-gpg-verify stand-in "$work/repo"
  flatpak --user install -y --noninteractive stand-in "$runtime.Platform//$version" "$runtime.Sdk//$version" >/dev/null
  rm -rf "$work/repo"
fi

# --- the build, from what is committed and what is not yet ---

rm -rf "$work/source" "$work/build"
mkdir "$work/source"
(cd "$src" && git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - 2>/dev/null) | tar -x -C "$work/source"
python3 "$src/flatpak/stand-in.py" "$src/flatpak/$id.json" "$runtime" "$version" "$work/source" >"$work/manifest.json"
flatpak-builder --user --disable-rofiles-fuse --force-clean --state-dir="$work/state" --repo="$work/app-repo" "$work/build" "$work/manifest.json" >"$work/build.log" 2>&1 ||
  { tail -n 40 "$work/build.log"; fail 'the build failed'; }
flatpak --user remote-add --if-not-exists --no-gpg-verify built "$work/app-repo"
flatpak --user install -y --noninteractive --reinstall built "$id" >"$work/install.log" 2>&1 || { cat "$work/install.log"; fail 'the installation failed'; }
say "built and installed: $(flatpak --user info "$id" | sed -n 's/ *Installed: *//p')"

# --- in the sandbox ---

sandbox () { flatpak --user run "$@"; }

cli=$(sandbox --command=xaudience-cli "$id" --version)
say "in the sandbox: $cli"
# shellcheck disable=SC2016
if sandbox --command=sh "$id" -c 'ls "$1"' sh "$src" >/dev/null 2>&1; then fail 'the sandbox sees the sources'; fi
if sandbox --command=sh "$id" -c 'touch /usr/written || touch /app/written' >/dev/null 2>&1; then fail 'the sandbox can write where it should not'; fi
say 'the sandbox sees no files of yours and writes nowhere but in its own folder'

# A display in the root, whose sockets are in the /tmp that both share.
mkfifo "$work/number.$$"
# shellcheck disable=SC2016
"$@" sh -c 'exec Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$1" >/dev/null 2>&1' sh "$work/number.$$" &
display=$!
trap 'kill $display 2>/dev/null; rm -f "$work/number.$$"' EXIT
read -r number <"$work/number.$$"
export DISPLAY=":$number"
GSK_RENDERER=cairo GDK_BACKEND=x11 sandbox --env=GSK_RENDERER=cairo --env=GDK_BACKEND=x11 "$id" >"$work/run.log" 2>&1 &
seen=
for _ in $(seq 60); do
  sleep 1
  seen=$("$@" env DISPLAY="$DISPLAY" xdotool search --onlyvisible --name XAudience getwindowname 2>/dev/null | head -n 1) || seen=
  [ -z "$seen" ] || break
done
flatpak kill "$id" || :
[ -n "$seen" ] || { cat "$work/run.log"; fail 'no window came'; }
say "the window opened in the sandbox: \"$seen\""
grep -E 'WARNING|CRITICAL' "$work/run.log" || :
