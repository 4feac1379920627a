package org.jarsl.provider;

import java.time.Duration;

/**
 * What runs on a host for one node of a job, as bash text. The job's directory there holds {@code script}, its
 * {@code stdout} and {@code stderr}, and at its end {@code exit} with the exit code. All processes of the job carry its
 * marker in {@code JARSL_PROCESS_GROUP}, which the manager passes on, so they are found in whatever session they are, by
 * anybody who logs in later. Needs Linux, bash, GNU grep and {@code setsid}.
 *
 * @param directory of the job's node on the host
 * @param marker letters, digits and hyphens that no other job has
 */
record SshScripts(String directory, String marker) {
    private static final int STEP_MILLIS = 50;

    /**
     * The marker of the one that waits for the job's end stands in another variable: so it and what it runs are not
     * among the {@code others}, which are signalled.
     */
    private static final String FUNCTIONS = """
            marked() {
              grep -lsz "^JARSL_\\($1\\)=$marker\\(:\\|$\\)" /proc/[0-9]*/environ | cut -d/ -f3
            }
            others() {
              marked PROCESS_GROUP
            }
            send() {
              local pids
              pids=$(others)
              [ -n "$pids" ] && { kill -s "$1" $pids 2>/dev/null; true; }
            }
            wait_for_others() {
              for ((i = 0; i < grace; i++)); do
                [ -n "$(others)" ] || return
                sleep 0.05
              done
            }
            """;

    /**
     * Waits for the script's end, kills what it leaves behind, then says how it ended. When the job is being cancelled,
     * those who are left have their grace first.
     */
    private static final String WAIT = FUNCTIONS + """
            unset JARSL_WAITER
            trap : TERM INT HUP
            here=$PWD
            {
              cd -- "$working_directory" 2>/dev/null || cd
              JARSL_PROCESS_GROUP=$marker exec setsid bash "$here/script"
            } < /dev/null > stdout 2> stderr &
            job=$!
            while :; do
              wait "$job"
              code=$?
              kill -s 0 "$job" 2>/dev/null || break
            done
            [ -e cancelled ] && wait_for_others
            kill -s KILL -- "-$job" 2>/dev/null
            end=$((SECONDS + 5))
            while send KILL && [ $SECONDS -lt $end ]; do
              sleep 0.05
            done
            echo $code > exit.new
            mv exit.new exit
            """;

    private static final String CANCEL = """
            touch cancelled
            send TERM && wait_for_others
            end=$((SECONDS + 5))
            while [ ! -e exit ] && [ -n "$(marked 'WAITER\\|PROCESS_GROUP')" ] && [ $SECONDS -lt $end ]; do
              send KILL
              sleep 0.05
            done
            """;

    private static final String REPORT = """
            echo
            if [ ! -e exit ] && [ -n "$(marked 'WAITER\\|PROCESS_GROUP')" ]; then
              echo "jarsl-state running"
              exit
            fi
            echo "jarsl-state ended $(cat exit 2>/dev/null)"
            echo "jarsl-out $(tail -c 65536 stdout | base64 -w0)"
            echo "jarsl-err $(tail -c 65536 stderr | base64 -w0)"
            """;

    /** Starts {@code script}; when it ends, that has a session of its own and lives on whatever becomes of the connection. */
    String start(String script, String workingDirectory, Duration grace) {
        return "set -e\numask 077\n"
                + "mkdir -p -- " + quoted(directory) + "\ncd -- " + quoted(directory) + "\n"
                + file("script", script)
                + file("wait", variables(grace) + variable("working_directory", workingDirectory) + WAIT)
                + "JARSL_WAITER=" + marker + " setsid --fork bash wait < /dev/null > /dev/null 2>&1\n";
    }

    /** Says how the job is, after having ended it if it is to be cancelled. */
    String ask(boolean cancel, Duration grace) {
        return "cd -- " + quoted(directory) + " 2>/dev/null || { echo; echo jarsl-state missing; exit; }\n"
                + variables(grace) + FUNCTIONS + (cancel ? CANCEL : "") + REPORT;
    }

    String forget() {
        return "rm -rf -- " + quoted(directory) + "\n";
    }

    private String variables(Duration grace) {
        return variable("marker", marker) + variable("grace", Long.toString(grace.toMillis() / STEP_MILLIS));
    }

    private static String variable(String name, String value) {
        return name + "=" + quoted(value) + "\n";
    }

    /** The marker ends the text, since no script has it in a line of its own. */
    private String file(String name, String text) {
        return "cat > " + name + " <<'" + marker + "'\n" + text + (text.endsWith("\n") ? "" : "\n") + marker + "\n";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
