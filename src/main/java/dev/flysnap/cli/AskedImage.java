package dev.flysnap.cli;

import dev.flysnap.restore.ImageChoice;
import dev.flysnap.restore.ImageQuestion;
import java.io.PrintWriter;
import java.util.Optional;

/** Asks which image is meant, where somebody can answer. */
final class AskedImage {

    static ImageQuestion on(PrintWriter err) {
        return Terminal.canAsk() ? (then, now) -> ask(err, then, now) : ImageQuestion.NOBODY;
    }

    private static Optional<ImageChoice> ask(PrintWriter err, String then, String now) {
        err.println("Another image runs now than when the snapshot was taken:");
        err.println("  snapshot  " + then);
        err.println("  current   " + now);
        return Terminal.ask(err, "Which one shall the new machine get (snapshot or current)?")
                .filter(it -> it.equals("snapshot") || it.equals("current"))
                .map(ImageChoice::parse);
    }

    private AskedImage() {}
}
