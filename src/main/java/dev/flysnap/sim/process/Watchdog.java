package dev.flysnap.sim.process;

import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A shell that kills all machines when the simulator ends. It receives the pid of each session
 * leader before the leader may run. Its standard input ends when the simulator does, however that
 * happens; then it kills the leaders' process trees, including stopped processes.
 *
 * <p>This needs the writing end of the pipe to be open in the simulator only. It is, because Java
 * closes all descriptors except the standard ones in the children that it starts.
 */
final class Watchdog implements AutoCloseable {
    private static final long CLOSE_TIMEOUT_MS = 10_000;

    /** The algorithm of {@link ProcessTree#killAll}, with only sh, kill and (on macOS) ps. */
    private static final String SCRIPT =
            """
            trap '' HUP INT TERM QUIT
            exec 2>/dev/null
            leaders=' '
            while read -r verb pid; do
              case $verb in
                +) leaders="$leaders$pid " ;;
                -) case $leaders in
                     *" $pid "*) leaders="${leaders%%" $pid "*} ${leaders#*" $pid "}" ;;
                   esac ;;
              esac
            done
            [ "$leaders" = ' ' ] && exit 0
            table() {
              if [ -r /proc/self/stat ]; then
                for file in /proc/[0-9]*/stat; do
                  read -r line <"$file" || continue
                  set -- ${line##*) }
                  echo "${line%% *} $2 $3 $4"
                done
              else
                ps -A -o pid=,ppid=,pgid= | while read -r pid ppid group; do
                  echo "$pid $ppid $group $group"
                done
              fi
            }
            found=' '
            round=0
            while [ $round -lt 100 ]; do
              round=$((round + 1))
              news=
              now=$(table)
              again=yes
              while [ "$again" ]; do
                again=
                while read -r pid ppid group session; do
                  case $found in *" $pid "*) continue ;; esac
                  case $leaders in
                    *" $pid "* | *" $group "* | *" $session "*) ;;
                    *) case $found in *" $ppid "*) ;; *) continue ;; esac ;;
                  esac
                  kill -STOP "$pid"
                  found="$found$pid "
                  news=yes
                  again=yes
                done <<EOF
            $now
            EOF
              done
              [ "$news" ] || break
            done
            for pid in $found; do kill -KILL "$pid"; done
            """;

    private final Process shell;
    private final OutputStream commands;

    Watchdog() {
        List<String> command = ProcessSessions.inOwnSession(List.of("/bin/sh", "-c", SCRIPT));
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().keySet().removeIf(it -> !it.equals("PATH"));
            shell = builder.start();
        } catch (IOException e) {
            throw ProcessProblems.watchdogNotRunning(FailureText.of(e)).exception(e);
        }
        commands = shell.getOutputStream();
    }

    /** Kills {@code leader}'s process tree when the simulator ends. */
    void add(long leader) {
        send("+ " + leader);
    }

    /** Forgets {@code leader}, whose process tree has ended: its pid can be reused. */
    void remove(long leader) {
        send("- " + leader);
    }

    private synchronized void send(String command) {
        try {
            commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            commands.flush();
        } catch (IOException e) {
            throw ProcessProblems.watchdogNotRunning(FailureText.of(e)).exception(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            commands.close();
            shell.waitFor(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            // The shell has ended already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
