package dev.flysnap.restore.fill;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.FailureText;
import dev.flysnap.restore.machine.MachineShell;
import dev.flysnap.restore.model.PlacedCopy;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.sqlite3.Sqlite3Verifier;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.runtime.TransferLines;
import dev.flysnap.seal.ContentHash;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends the databases of a plan to the new machine. Begun again after whatever interruption it goes
 * on where it stopped.
 */
public final class VolumeFiller {
    /** Breaks off at 30 s. Source: Fly community, seen. */
    private static final Duration EXEC_LIMIT = Duration.ofSeconds(25);

    /**
     * Nobody has documented how much a command may get on its stdin; less where this is refused.
     */
    private static final int MAX_TEXT = 1_000_000;

    private static final int MIN_TEXT = 100_000;
    private static final int TOO_LARGE = 413;
    private static final int MAX_DAMAGED = 5;

    private final RestorePlan plan;
    private final RunContext context;
    private final CopyFiles files;
    private int maxText = MAX_TEXT;

    /**
     * @param files asked only for what still has to be sent
     */
    public VolumeFiller(RestorePlan plan, RunContext context, CopyFiles files) {
        this.plan = plan;
        this.context = context;
        this.files = files;
    }

    /**
     * All databases are there afterwards, under their names and on the disk, or none has its name.
     *
     * @throws dev.flysnap.problem.FlysnapException if they do not arrive
     */
    public void fill(MachineId machine) {
        List<OnMachine> all = new ArrayList<>();
        for (PlacedCopy copy : plan.source().copies()) {
            all.add(
                    new OnMachine(
                            copy, new FillScript(plan.run(), all.size(), copy.path()), machine));
        }
        List<OnMachine> toPlace = all.stream().filter(OnMachine::send).toList();
        toPlace.forEach(OnMachine::place);
    }

    /** One database and its way. */
    private final class OnMachine {
        private final PlacedCopy copy;
        private final FillScript script;
        private final MachineId machine;
        private final MachineShell shell;

        OnMachine(PlacedCopy copy, FillScript script, MachineId machine) {
            this.copy = copy;
            this.script = script;
            this.machine = machine;
            this.shell = new MachineShell(plan, context, machine);
        }

        /** Whether it still has to be placed: a process before this one may have done it. */
        boolean send() {
            String[] there = run(script.begin(), "").split(" ", 2);
            ContentHash content = copy.copy().content();
            if (there[0].equals("@placed")) {
                if (!isContent(true)) {
                    throw FillProblems.taken(plan, copy, machine).exception();
                }
                return false;
            }
            long sent = Long.parseLong(there[1]);
            if (sent > content.bytes()) {
                forget();
                sent = 0;
            }
            send(sent - sent % Chunk.BLOCK_BYTES);
            if (!isContent(false)) {
                forget();
                send(0);
                if (!isContent(false)) {
                    throw FillProblems.arrivedDamaged(plan, copy, machine).exception();
                }
            }
            return true;
        }

        private void forget() {
            String _ = run(script.again(), "");
        }

        private void send(long from) {
            long total = copy.copy().content().bytes();
            try (FileChannel file =
                    FileChannel.open(files.plain(copy.copy()), StandardOpenOption.READ)) {
                TransferLines lines =
                        new TransferLines(
                                context.progress(),
                                context.clock(),
                                "sending " + copy.path(),
                                from);
                long offset = from;
                Chunk sent = Chunk.NONE;
                while (offset < total) {
                    lines.at(offset, total);
                    sent = send(file, offset, sent);
                    offset += sent.bytes();
                    context.cutPoint().passed();
                }
            } catch (IOException e) {
                throw FillProblems.notRead(copy.copy(), FailureText.of(e)).exception(e);
            }
        }

        private Chunk send(FileChannel file, long offset, Chunk before) throws IOException {
            for (int damaged = 0; damaged < MAX_DAMAGED; ) {
                Chunk chunk = Chunk.at(file, offset, maxText, before);
                try {
                    if (run(script.chunk(offset, chunk.sha256()), chunk.text()).equals("@done")) {
                        return chunk;
                    }
                    damaged++;
                } catch (FlyException e) {
                    if (e.status().filter(it -> it == TOO_LARGE).isEmpty() || maxText <= MIN_TEXT) {
                        throw e;
                    }
                    maxText /= 2;
                }
            }
            throw FillProblems.arrivedDamaged(plan, copy, machine).exception();
        }

        private boolean isContent(boolean placed) {
            ContentHash content = copy.copy().content();
            String id = UUID.randomUUID().toString();
            return run(script.sum(placed, id), "")
                    .equals("@sum %s %d".formatted(content.sha256(), content.bytes()));
        }

        void place() {
            String _ = run(script.place(copy.like()), "");
        }

        /** Its answer. The same command may be sent several times: none does harm. */
        private String run(List<String> command, String stdin) {
            ExecResult result =
                    shell.await(() ->
                                    shell.exec(command, stdin, EXEC_LIMIT)
                                            .filter(it -> !Sqlite3Verifier.isRunning(it.stdout())))
                            .orElseThrow(() -> FillProblems.unanswered(plan, machine).exception());
            Optional<String> failure = Sqlite3Verifier.failure(result.stdout());
            String answer = result.stdout().strip();
            if (failure.isPresent() || !answer.startsWith("@")) {
                throw FillProblems.refused(
                                plan,
                                copy,
                                machine,
                                failure.orElseGet(() ->
                                        "sh ended with exit code %d: %s"
                                                .formatted(
                                                        result.exitCode(),
                                                        result.stderr().strip())))
                        .exception();
            }
            return answer;
        }
    }
}
