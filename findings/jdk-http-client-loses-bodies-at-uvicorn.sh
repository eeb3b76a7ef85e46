#!/usr/bin/env bash
# One would guess that a POST of the JDK's HttpClient, with its default settings, arrives whole at any
# HTTP/1.1 server: a server that speaks no HTTP/2 may pass over an offer to change to it. The client makes
# that offer (Upgrade: h2c) where there is no TLS, and sends the body along. uvicorn with httptools answers by
# HTTP/1.1 as it should, but gives the application an empty body, without an error. With uvicorn's other
# parser, h11, the same request arrives whole.
#
# Why it matters: httptools is taken wherever it is installed (uvicorn[standard]), and behind uvicorn stand
# the servers that Java programs of this field talk to: MLflow 3's tracking server answers each correct POST by
# 400, a required field is missing, and model servers of FastAPI run there, too. curl with the same body is
# right. HttpClient.Builder.version(HTTP_1_1) mends it.
#
# Seen with uvicorn 0.54.0, httptools 0.8.0 and h11 0.16.0 (PyPI), OpenJDK 17.0.15, Python 3.11, Linux x86-64;
# bytes of a body of 16 that the application gets:
#   httptools: default 0, HTTP/1.1 16
#   h11: default 16, HTTP/1.1 16
# Fails if that changes. Needs Java 17 or newer and Python 3.9 or newer with venv.
set -euo pipefail
work="$(mktemp -d)"
server=""
trap '[[ -z "$server" ]] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q uvicorn==0.54.0 httptools==0.8.0 h11==0.16.0

cat >"$work/app.py" <<'PYTHON'
async def app(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"%2d" % len(body)})
PYTHON

cat >"$work/Post.java" <<'JAVA'
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

class Post {
  public static void main(String[] arguments) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + arguments[0] + "/");
    HttpClient old = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    System.out.println(
        "default " + send(HttpClient.newHttpClient(), address) + ", HTTP/1.1 " + send(old, address));
  }

  private static String send(HttpClient client, URI address) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"four\"}"))
            .build();
    return client.send(request, BodyHandlers.ofString()).body().strip();
  }
}
JAVA

# seen PARSER: what the application gets from both clients.
seen() {
  local port
  port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
  "$work/venv/bin/python" -m uvicorn --app-dir "$work" --http "$1" --port "$port" --log-level error app:app \
    >"$work/$1.log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    sleep 0.2
  done
  echo "$1: $(java "$work/Post.java" "$port")"
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=""
}

{ seen httptools; seen h11; } | tee "$work/seen"
diff - "$work/seen" <<'EXPECTED'
httptools: default 0, HTTP/1.1 16
h11: default 16, HTTP/1.1 16
EXPECTED
