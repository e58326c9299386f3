package dev.flysnap.portable.litestream;

import dev.flysnap.file.WorkFolder;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.portable.bring.CopyOrigins;
import dev.flysnap.portable.bring.PrepareRequest;
import dev.flysnap.portable.bring.PreparedCopy;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.verify.VerifyRequest;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.time.Interruption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The {@code litestream} program of this computer. It runs with this process's environment, where
 * its credentials are. Source: Litestream 0.5.17, seen.
 */
public final class Litestream {
    private static final Duration LOOK_LIMIT = Duration.ofMinutes(1);
    private static final Duration RESTORE_LIMIT = Duration.ofHours(6);
    private static final int MAX_SAID = 300;
    private static final String RESTORE = "restore";
    private static final ObjectName RESTORED = new ObjectName("replica.db");

    private final String path;
    private final Interruption interruption;

    /**
     * @param path the directories, as in {@code PATH}, where it is looked for
     * @param interruption ends it
     */
    public Litestream(String path, Interruption interruption) {
        this.path = path;
        this.interruption = interruption;
    }

    /**
     * Each database of the config file, or the one that the address names. Changes nothing.
     *
     * @throws FlysnapException if the program is not there, or cannot read it
     */
    public List<ReplicaAddress> databases(ReplicaAddress address) {
        if (address.database().isPresent()) {
            return List.of(address);
        }
        Json answer = parsed(address, run(address, LOOK_LIMIT, "databases", "-json"));
        List<ReplicaAddress> found = new ArrayList<>();
        if (answer instanceof Json.Arr(List<Json> rows)) {
            rows.stream()
                    .flatMap(it ->
                            it instanceof Json.Obj row ? row.text("path").stream() : Stream.empty())
                    .map(address::withDatabase)
                    .forEach(found::add);
        }
        if (found.isEmpty()) {
            throw LitestreamProblems.noDatabase(address).exception();
        }
        return found;
    }

    /**
     * The one database that is meant.
     *
     * @throws FlysnapException if it could be several
     */
    public ReplicaAddress only(ReplicaAddress address) {
        List<ReplicaAddress> all = databases(address);
        if (all.size() > 1) {
            throw LitestreamProblems.severalDatabases(
                            address, all.stream().map(it -> it.database().orElse("")).toList())
                    .exception();
        }
        return all.getFirst();
    }

    /**
     * What a restore would give. Changes nothing.
     *
     * @param address of one database
     * @throws FlysnapException if there is nothing to restore, or it cannot be read
     */
    public Replica look(ReplicaAddress address) {
        // It refuses a file that is there, and writes none.
        String nowhere =
                Path.of(System.getProperty("java.io.tmpdir"), UUID.randomUUID() + ".db").toString();
        Json answer =
                parsed(
                        address,
                        run(address, LOOK_LIMIT, RESTORE, "-dry-run", "-json", "-o", nowhere));
        List<Json.Obj> files = answer instanceof Json.Obj plan ? plan.objects("files") : List.of();
        Instant newest =
                files.stream()
                        .flatMap(it -> it.text("timestamp").stream())
                        .flatMap(it -> time(it).stream())
                        .max(Comparator.naturalOrder())
                        .orElseThrow(() -> notUnderstood(address, JsonText.print(answer)));
        return new Replica(
                address,
                lastTransaction(answer)
                        .orElseThrow(() -> notUnderstood(address, JsonText.print(answer))),
                newest,
                files.stream().mapToLong(it -> it.number("size").orElse(0L)).sum());
    }

    private static Optional<String> lastTransaction(Json answer) {
        return answer instanceof Json.Obj plan ? plan.text("max_txid") : Optional.empty();
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes its newest state, or the one that the address names, into a file that is not there
     * yet. Others may read it: it belongs into a folder that they cannot enter.
     *
     * @param address of one database
     * @throws FlysnapException if that fails; what is in the file then is nothing
     */
    public void restore(ReplicaAddress address, Path file) {
        String _ = run(address, RESTORE_LIMIT, RESTORE, "-o", file.toString());
    }

    /**
     * The same, as a checked database that goes when it is closed.
     *
     * @param how it is checked, and where it lies until then
     * @throws FlysnapException if it cannot be read, or is not good
     */
    public PreparedCopy prepared(ReplicaAddress address, VerifyRequest how) {
        try (WorkFolder work = WorkFolder.in(how.temporary())) {
            ReplicaAddress one = only(address);
            how.progress().step("restoring %s with litestream".formatted(one));
            restore(one, work.file(RESTORED.value()));
            return PreparedCopy.ofFile(
                    DirectoryStore.open(work.file(".")),
                    RESTORED,
                    new PrepareRequest(how, CopyOrigins.UNKNOWN, true, Optional.empty()));
        } catch (IOException e) {
            throw LitestreamProblems.noFolder(how.temporary(), FailureText.of(e)).exception(e);
        }
    }

    private String run(ReplicaAddress address, Duration limit, String... arguments) {
        List<String> command = new ArrayList<>(List.of(arguments));
        address.config().ifPresent(it -> command.addAll(List.of("-config", it)));
        if (arguments[0].equals(RESTORE)) {
            address.transaction().ifPresent(it -> command.addAll(List.of("-txid", it)));
        }
        address.database().ifPresent(command::add);
        return new LitestreamRun(address, limit, interruption).output(path, command);
    }

    private static Json parsed(ReplicaAddress address, String text) {
        try {
            return JsonText.parse(text);
        } catch (MalformedJson e) {
            throw notUnderstood(address, text);
        }
    }

    private static FlysnapException notUnderstood(ReplicaAddress address, String said) {
        return LitestreamProblems.notUnderstood(
                        address,
                        PrintableText.of(said.substring(0, Math.min(MAX_SAID, said.length()))))
                .exception();
    }
}
