package dev.flysnap.sources;

import dev.flysnap.model.AppName;
import dev.flysnap.portable.litestream.Litestream;
import dev.flysnap.portable.litestream.ReplicaAddress;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The places outside Fly where data of an app may be.
 *
 * @param stores of copies
 * @param replicas of Litestream; one without a database means each of its file
 */
public record OutsideFly(
        List<StoreAddress> stores, List<ReplicaAddress> replicas, Litestream litestream) {

    /**
     * Reads all of them.
     *
     * @param unread gets what could not be read
     */
    List<Origin> find(AppName app, List<Problem> unread) {
        List<Origin> found = new ArrayList<>();
        for (StoreAddress address : stores) {
            reading(
                    unread,
                    () -> {
                        CopyStore store = address.asStore().open();
                        CopyList list = CopyList.of(store);
                        unread.addAll(list.problems());
                        list.copies().stream()
                                .filter(it -> it.app().equals(Optional.of(app)))
                                .map(it ->
                                        new Origin.OfCopy(
                                                store.address(), it, list.notes().of(it.content())))
                                .forEach(found::add);
                    });
        }
        for (ReplicaAddress address : replicas) {
            reading(
                    unread,
                    () ->
                            litestream
                                    .databases(address)
                                    .forEach(one ->
                                            reading(
                                                    unread,
                                                    () ->
                                                            found.add(
                                                                    new Origin.OfReplica(
                                                                            litestream.look(
                                                                                    one))))));
        }
        return found;
    }

    private static void reading(List<Problem> unread, Runnable work) {
        try {
            work.run();
        } catch (FlysnapException e) {
            unread.add(e.problem());
        }
    }
}
