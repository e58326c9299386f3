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
 * @param others buckets into which other computers that share the journal have put copies: this
 *     user has not named them, and may have no keys for them
 * @param replicas of Litestream; one without a database means each of its file
 */
public record OutsideFly(
        List<StoreAddress> stores,
        List<StoreAddress> others,
        List<ReplicaAddress> replicas,
        Litestream litestream) {

    /**
     * Reads all of them.
     *
     * @param unread gets what could not be read
     * @param unreadElsewhere gets what could not be read of others
     */
    List<Origin> find(AppName app, List<Problem> unread, List<Problem> unreadElsewhere) {
        List<Origin> found = new ArrayList<>();
        stores.forEach(it -> findCopies(it, app, found, unread));
        others.forEach(it -> findCopies(it, app, found, unreadElsewhere));
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

    private static void findCopies(
            StoreAddress address, AppName app, List<Origin> found, List<Problem> unread) {
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

    private static void reading(List<Problem> unread, Runnable work) {
        try {
            work.run();
        } catch (FlysnapException e) {
            unread.add(e.problem());
        }
    }
}
