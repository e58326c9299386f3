package dev.flysnap.restore.plan;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.proof.ImageTools;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.verify.Verifier;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.image.ImageInventory;
import java.util.List;
import java.util.Optional;

/**
 * Decides, before anything is created, what verifies the data: the image that was named for it;
 * else flysnap of the app's image; else its sqlite3. A running machine of that image is asked what
 * it has, else a receipt tells it.
 */
final class VerifierSelector {
    private final RunContext context;

    VerifierSelector(RunContext context) {
        this.context = context;
    }

    /**
     * @param image the app's, as the new machine gets it
     * @param named by {@code --verifier-image}
     * @param machines of the app, some of which may run that image
     * @param receipt from {@code --receipt}
     */
    Verifier select(
            AppName app,
            String image,
            Optional<String> named,
            List<Machine> machines,
            Optional<Receipt> receipt) {
        if (named.isPresent()) {
            return Verifier.ofImage(named.get());
        }
        ImageInventory images = new ImageInventory(context);
        return images.fromMachines(app, image, machines)
                .map(it -> Verifier.of(it, "a machine that runs it says so"))
                .or(() ->
                        images.fromReceipts(app, image)
                                .or(() -> fromFile(receipt, image))
                                .map(it -> Verifier.of(it, "a receipt says so")))
                .orElseGet(Verifier::unknown);
    }

    private static Optional<ImageTools> fromFile(Optional<Receipt> receipt, String image) {
        return receipt.filter(it ->
                        it.image().filter(its -> ImageInventory.isSame(its, image)).isPresent())
                .flatMap(Receipt::imageTools);
    }
}
