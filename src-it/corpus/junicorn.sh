#!/bin/sh
# Run one WAR on Junicorn, in the foreground.
#   JUNICORN_JAR=<launcher.jar> junicorn.sh <war> <port> <context>
# JAVA (optional) is the java command, WORKERS (optional) the number of workers; WAR_WORK, WAR_USERS and WAR_JAVA_OPTS
# come from run.py.
set -eu
war=$1; port=$2; context=$3
jar=${JUNICORN_JAR:?set JUNICORN_JAR to a launcher.jar}
# Such names are settings.
unset JUNICORN_JAR
set -- --app "$war" --context-path "$context" --bind "127.0.0.1:$port" --workers "${WORKERS:-2}" \
  --work-dir "${WAR_WORK:-$(mktemp -d)}/junicorn"
[ -n "${WAR_USERS:-}" ] && set -- "$@" --tomcat-users "$WAR_USERS"
[ -n "${WAR_JAVA_OPTS:-}" ] && set -- "$@" --java-opts "$WAR_JAVA_OPTS"
exec "${JAVA:-java}" -jar "$jar" "$@"
