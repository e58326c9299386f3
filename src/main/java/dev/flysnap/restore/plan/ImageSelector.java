package dev.flysnap.restore.plan;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.restore.model.ImageUse;
import dev.flysnap.restore.request.ImageChoice;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.snapshot.image.ImageInventory;
import java.util.Optional;

/** Decides which image the new machine gets. Pure, except that it may ask the user. */
final class ImageSelector {
    private static final String FROM_SNAPSHOT = "the one that ran when the snapshot was taken";
    private static final String CURRENT = "the one that runs now";

    /**
     * The images to choose from.
     *
     * @param ofSnapshot from the receipt or the journal
     * @param current from the machine that mounts the volume
     */
    record Candidates(Optional<String> ofSnapshot, Optional<String> current) {

        /** The reference of a machine's image: the digest tells more than the name. */
        static Optional<String> of(Machine machine) {
            return machine.imageRef().or(() -> machine.config().flatMap(it -> it.text("image")));
        }

        boolean differ() {
            return ofSnapshot.isPresent()
                    && current.isPresent()
                    && !ImageInventory.isSame(ofSnapshot.get(), current.get());
        }
    }

    /**
     * @param found the config that the machine is made of; its reference is kept as written if it
     *     is the chosen image
     * @throws dev.flysnap.problem.FlysnapException if nobody chooses, or the chosen image is not
     *     known
     */
    static ImageUse pick(
            AppName app,
            String data,
            ResolvedConfig found,
            Candidates candidates,
            Optional<ImageChoice> requested,
            ImageQuestion question) {
        Optional<ImageChoice> choice = requested;
        if (choice.isEmpty() && candidates.differ() && !found.isGiven()) {
            String ofSnapshot = candidates.ofSnapshot().orElseThrow();
            String current = candidates.current().orElseThrow();
            choice = question.ask(ofSnapshot, current);
            if (choice.isEmpty()) {
                throw RestorePlanProblems.imagesDiffer(data, ofSnapshot, current).exception();
            }
        }
        if (choice.isEmpty()) {
            return defaultImage(found, candidates, data);
        }
        return switch (choice.get()) {
            case ImageChoice.Named(String reference) ->
                    new ImageUse(reference, "the one that was named", Optional.empty());
            case ImageChoice.OfSnapshot() ->
                    new ImageUse(
                            found.isOfSnapshot() && found.image().isPresent()
                                    ? found.image().get()
                                    : candidates
                                            .ofSnapshot()
                                            .orElseThrow(() ->
                                                    RestorePlanProblems.snapshotImageUnknown(data)
                                                            .exception()),
                            FROM_SNAPSHOT,
                            candidates.differ() ? candidates.current() : Optional.empty());
            case ImageChoice.Current() ->
                    new ImageUse(
                            found.isLiving() && found.image().isPresent()
                                    ? found.image().get()
                                    : candidates
                                            .current()
                                            .orElseThrow(() ->
                                                    RestorePlanProblems.currentImageUnknown(app)
                                                            .exception()),
                            CURRENT,
                            candidates.differ() ? candidates.ofSnapshot() : Optional.empty());
        };
    }

    private static ImageUse defaultImage(ResolvedConfig found, Candidates candidates, String data) {
        String origin =
                found.isLiving()
                        ? CURRENT + (candidates.ofSnapshot().isPresent() ? ", as then" : "")
                        : found.isOfSnapshot() ? FROM_SNAPSHOT : "the one of that config";
        return new ImageUse(
                found.image()
                        .orElseThrow(
                                () -> RestorePlanProblems.snapshotImageUnknown(data).exception()),
                origin,
                Optional.empty());
    }

    private ImageSelector() {}
}
