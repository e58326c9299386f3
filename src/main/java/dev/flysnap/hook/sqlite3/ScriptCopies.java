package dev.flysnap.hook.sqlite3;

import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.fly.Machines;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.hook.copy.CopyChunk;
import dev.flysnap.hook.copy.MachineCopies;
import dev.flysnap.model.sqlite.CopyMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Copies made with nothing but the {@code sqlite3} of the image, and carried in pieces by exec,
 * each with its hash. For one copy at a time.
 */
public final class ScriptCopies implements MachineCopies {
    private static final Duration LIMIT = Duration.ofSeconds(25);
    private static final Duration COPYING_LIMIT = Duration.ofHours(2);

    /** What one answer may have: how much more Fly carries is not documented. */
    private static final int MAX_ENCODED_CHARACTERS = 700_000;

    private static final int BLOCK_BYTES = 1 << 16;
    private static final int FIRST_PART_BYTES = 4 * BLOCK_BYTES;
    private static final int MAX_PART_BYTES = 128 * BLOCK_BYTES;
    private static final String SEPARATOR = " ";

    private final Machines machines;
    private final ExecTarget target;
    private final List<String> databases;
    private int partBytes = FIRST_PART_BYTES;
    private Optional<Long> total = Optional.empty();

    /**
     * @param databases each {@code NAME=/path}: the script, and so the command that a token is
     *     limited to, has all of them
     */
    public ScriptCopies(Machines machines, ExecTarget target, List<String> databases) {
        this.machines = machines;
        this.target = target;
        this.databases = databases;
    }

    @Override
    public void require(CopyMethod method) {
        if (method == CopyMethod.RAW) {
            throw CopyScriptProblems.noRawCopy().exception();
        }
    }

    @Override
    public CopyAnswer begin(CopyRequest request) {
        if (ExecDatabase.parse(databases).stream()
                .noneMatch(it -> it.name().equals(request.database()))) {
            throw CopyScriptProblems.databaseNotNamed(request.database(), databases).exception();
        }
        String verb =
                switch (request.method()) {
                    case VACUUM -> "copy-vacuum";
                    case BACKUP -> "copy-backup";
                    case RAW -> throw CopyScriptProblems.noRawCopy().exception();
                };
        return state(String.join(SEPARATOR, verb, request.attempt(), request.database()));
    }

    @Override
    public CopyAnswer state(String id) {
        String[] parts = id.split(SEPARATOR, 3);
        ExecAnswer answer =
                ExecAnswer.read(
                        run(
                                "%s %s %d %s"
                                        .formatted(
                                                parts[0],
                                                parts[1],
                                                COPYING_LIMIT.toSeconds(),
                                                parts[2])));
        if (answer.fact("done").isEmpty()) {
            return new CopyAnswer(
                    id,
                    Optional.of(target.machine().value()),
                    CopyAnswer.State.RUNNING,
                    Optional.of("copying"),
                    number(answer, "size"),
                    number(answer, "expected"),
                    Optional.empty(),
                    Optional.empty());
        }
        total = number(answer, "bytes");
        return new CopyAnswer(
                id,
                Optional.of(target.machine().value()),
                CopyAnswer.State.READY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                        new CopyAnswer.Content(
                                total,
                                answer.fact("sha256"),
                                Optional.empty(),
                                false,
                                false,
                                answer.fact("mode").orElse("delete"),
                                answer.fact("version").orElse("unknown"),
                                Optional.empty(),
                                Optional.empty(),
                                pathOf(parts[2]),
                                Optional.empty())));
    }

    private Optional<String> pathOf(String database) {
        return ExecDatabase.parse(databases).stream()
                .filter(it -> it.name().equals(database))
                .map(ExecDatabase::path)
                .findFirst();
    }

    private static Optional<Long> number(ExecAnswer answer, String name) {
        return answer.fact(name).filter(it -> it.matches("\\d{1,15}")).map(Long::parseLong);
    }

    @Override
    public CopyChunk read(String id, long from) {
        // Only whole blocks are read: what comes before is thrown away.
        long start = from - from % BLOCK_BYTES;
        String said;
        try {
            said = run("copy-read %s 0 %d %d".formatted(attempt(id), start, partBytes));
        } catch (NoAnswer e) {
            smaller();
            throw e;
        }
        byte[] part = part(said);
        int skipped = (int) (from - start);
        if (part.length < skipped) {
            throw new CopyLost("its file is shorter than it was");
        }
        byte[] bytes = new byte[part.length - skipped];
        System.arraycopy(part, skipped, bytes, 0, bytes.length);
        return new CopyChunk(bytes, total);
    }

    /** Line by line: how long it is, and its hash; how it is encoded; and it, to the last line. */
    private byte[] part(String said) {
        List<String> lines = said.lines().map(String::strip).toList();
        if (lines.size() < 3 || !lines.getLast().equals("@done")) {
            smaller();
            throw new NoAnswer("a part of the answer is missing");
        }
        String encoded = String.join("", lines.subList(2, lines.size() - 1));
        byte[] part;
        try {
            byte[] decoded = Base64.getDecoder().decode(encoded);
            part = lines.get(1).equals("@gzip") ? unzipped(decoded) : decoded;
        } catch (IllegalArgumentException | IOException e) {
            throw new NoAnswer("a part of the copy cannot be decoded");
        }
        if (!lines.getFirst().equals("@part %d %s".formatted(part.length, sha256(part)))) {
            throw new NoAnswer("a part of the copy was changed on its way");
        }
        adapt(encoded.length());
        return part;
    }

    private byte[] unzipped(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readNBytes(MAX_PART_BYTES + 1);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One command a second is allowed, so each carries as much as an answer may have. */
    private void adapt(int encodedCharacters) {
        if (encodedCharacters > MAX_ENCODED_CHARACTERS) {
            smaller();
        } else if (encodedCharacters * 2 < MAX_ENCODED_CHARACTERS) {
            partBytes = Math.min(MAX_PART_BYTES, partBytes * 2);
        }
    }

    private void smaller() {
        partBytes = Math.max(BLOCK_BYTES, partBytes / 2 / BLOCK_BYTES * BLOCK_BYTES);
    }

    @Override
    public void delete(String id) {
        String _ = run("copy-end %s 0".formatted(attempt(id)));
    }

    private static String attempt(String id) {
        return id.split(SEPARATOR, 3)[1];
    }

    private String run(String line) {
        ExecResult result;
        try {
            result =
                    machines.exec(
                            target,
                            List.of("sh", "-c", ExecScript.of(databases)),
                            line + "\n",
                            LIMIT);
        } catch (FlyException e) {
            if (e.outcome() == FlyException.Outcome.UNKNOWN) {
                throw new NoAnswer(e.problem().why());
            }
            throw e;
        }
        Optional<String[]> error = ExecAnswer.read(result.stdout()).error();
        if (error.isPresent()) {
            if (error.get()[0].equals("copy-lost")) {
                throw new CopyLost(error.get()[1]);
            }
            throw CopyScriptProblems.reported(
                            error.get()[0], error.get()[1], target.machine(), where())
                    .exception();
        }
        if (result.exitCode() != 0) {
            throw new NoAnswer("sh ended with exit code %d".formatted(result.exitCode()));
        }
        return result.stdout();
    }

    @Override
    public boolean canSeal() {
        return false;
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public String where() {
        return "machine " + target.machine() + " (sqlite3 by exec)";
    }

    @Override
    public void close() {}
}
