package dev.flysnap.restore.bring;

import dev.flysnap.model.AppName;
import dev.flysnap.portable.bring.PrepareRequest;
import dev.flysnap.portable.bring.PreparedCopy;
import dev.flysnap.portable.litestream.Replica;
import dev.flysnap.portable.litestream.ReplicaAddress;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.request.CopySource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The copies of one restore. What was prepared for it goes when this is closed. */
public final class BroughtCopies implements CopyFiles, AutoCloseable {
    private static final String EXTENSION = "\\.[A-Za-z0-9]+$";

    private final BringSettings settings;
    private final Map<CopySource, PreparedCopy> prepared = new LinkedHashMap<>();

    public BroughtCopies(BringSettings settings) {
        this.settings = settings;
    }

    /**
     * Copies of a store, or the newest one of each database of the app where only the store is
     * named.
     *
     * @param database which of the app's it is; absent = as the manifests say
     * @throws dev.flysnap.problem.FlysnapException if there is none, or one is not fit to be
     *     brought back
     */
    public List<CopySource> copies(
            List<StoreAddress> named, AppName app, Optional<String> database) {
        List<CopySource> sources = new ArrayList<>();
        for (StoreAddress address : named) {
            CopyStore store = address.open();
            List<ObjectName> names =
                    address.object()
                            .map(it -> List.of(contentOf(store, it)))
                            .orElseGet(() -> newest(store, app, database));
            for (ObjectName name : names) {
                PreparedCopy copy = PreparedCopy.ofCopy(store, name, settings.request(app));
                sources.add(keep(copy, address(store, name), false, database));
            }
        }
        return sources;
    }

    /**
     * Any SQLite file.
     *
     * @param database which of the app's it is; absent = as the file is called
     * @throws dev.flysnap.problem.FlysnapException if it is not fit to be brought back
     */
    public CopySource file(StoreAddress file, Optional<String> database) {
        ObjectName name = file.object().orElseThrow(() -> BringProblems.noFile(file).exception());
        CopyStore directory = file.open();
        PreparedCopy copy = PreparedCopy.ofFile(directory, name, settings.request());
        return keep(copy, address(directory, name), true, database);
    }

    /**
     * The newest state of each database of a Litestream replica. It is named by its transaction, so
     * that a later process finds the same while the app goes on writing.
     *
     * @param database which of the app's it is; absent = as the file is called
     * @throws dev.flysnap.problem.FlysnapException if it cannot be read, or is not good
     */
    public List<CopySource> replica(ReplicaAddress address, Optional<String> database) {
        List<CopySource> sources = new ArrayList<>();
        for (ReplicaAddress one : settings.litestream().databases(address.absolute())) {
            Replica replica = settings.litestream().look(one);
            ReplicaAddress pinned = one.at(replica.transaction());
            PreparedCopy copy = settings.litestream().prepared(pinned, settings.request().verify());
            sources.add(
                    keep(
                            copy,
                            new CopySource(
                                    pinned.toString(),
                                    true,
                                    Optional.empty(),
                                    database.orElseGet(replica::database),
                                    pinned.config().flatMap(_ -> pinned.database()),
                                    Optional.of(replica.writtenAt()),
                                    Optional.empty(),
                                    Optional.empty(),
                                    copy.hash(),
                                    copy.facts())));
        }
        return sources;
    }

    /** A manifest stands for its copy. */
    private static ObjectName contentOf(CopyStore store, ObjectName name) {
        return Manifests.isNameOfOne(name) && store.has(Manifests.contentOf(name))
                ? Manifests.contentOf(name)
                : name;
    }

    private static List<ObjectName> newest(
            CopyStore store, AppName app, Optional<String> database) {
        Map<String, ObjectName> newest = new LinkedHashMap<>();
        Instant now = Instant.now();
        List<CopyManifest> copies =
                CopyList.of(store).copies().stream()
                        .sorted(Comparator.comparing(it -> it.isDatedInTheFuture(now)))
                        .toList();
        for (CopyManifest copy : copies) {
            if (copy.app().equals(Optional.of(app))
                    && database.filter(it -> !it.equals(copy.database())).isEmpty()) {
                newest.putIfAbsent(copy.database(), copy.content());
            }
        }
        if (newest.isEmpty()) {
            throw BringProblems.noneOfApp(store.address(), app, database).exception();
        }
        return List.copyOf(newest.values());
    }

    /** By which it is found from any directory. */
    private static String address(CopyStore store, ObjectName name) {
        return store.directory()
                .map(it -> it.toAbsolutePath().normalize().resolve(name.value()).toString())
                .orElseGet(() -> store.address() + name);
    }

    private CopySource keep(
            PreparedCopy copy, String address, boolean isFile, Optional<String> database) {
        Optional<CopyManifest> manifest = copy.manifest();
        return keep(
                copy,
                new CopySource(
                        address,
                        isFile,
                        settings.identityFile().map(it -> it.toAbsolutePath().toString()),
                        database.or(() -> manifest.map(CopyManifest::database))
                                .orElseGet(() -> withoutExtension(address)),
                        manifest.map(CopyManifest::source),
                        Optional.empty(),
                        manifest.map(CopyManifest::completeUntil),
                        manifest.map(it -> it.grade().label()),
                        copy.hash(),
                        copy.facts()));
    }

    private CopySource keep(PreparedCopy copy, CopySource source) {
        prepared.put(source, copy);
        return source;
    }

    private static String withoutExtension(String address) {
        return address.substring(address.lastIndexOf('/') + 1).replaceFirst(EXTENSION, "");
    }

    @Override
    public Path plain(CopySource copy) {
        return prepared.computeIfAbsent(copy, this::again).file();
    }

    private PreparedCopy again(CopySource copy) {
        PrepareRequest how = settings.again(copy.identityFile().map(Path::of));
        PreparedCopy now;
        if (ReplicaAddress.isOne(copy.address())) {
            now =
                    settings.litestream()
                            .prepared(ReplicaAddress.parse(copy.address()), how.verify());
        } else {
            StoreAddress address = StoreAddress.parse(copy.address());
            now =
                    PreparedCopy.ofFile(
                            address.open(),
                            address.object()
                                    .orElseThrow(() -> BringProblems.gone(copy).exception()),
                            how);
        }
        if (!now.hash().equals(copy.content())) {
            now.close();
            throw BringProblems.changed(copy).exception();
        }
        return now;
    }

    @Override
    public void close() {
        prepared.values().forEach(PreparedCopy::close);
        prepared.clear();
    }
}
