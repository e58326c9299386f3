package dev.flysnap.cli.restore;

import dev.flysnap.cli.terminal.LinePrompt;
import dev.flysnap.restore.request.ImageChoice;
import dev.flysnap.restore.request.ImageQuestion;
import java.util.Optional;

/** Asks which image is meant, where somebody can answer. */
final class ImagePrompt {

    static ImageQuestion of(Optional<LinePrompt> person) {
        return person.<ImageQuestion>map(it -> (then, now) -> asked(it, then, now))
                .orElse(ImageQuestion.NOBODY);
    }

    private static Optional<ImageChoice> asked(LinePrompt person, String then, String now) {
        String question =
                """
                Another image runs now than when the snapshot was taken:
                  snapshot  %s
                  current   %s
                Which one shall the new machine get (snapshot or current)?\
                """
                        .formatted(then, now);
        return person.answer(question)
                .filter(it -> it.equals("snapshot") || it.equals("current"))
                .map(ImageChoice::parse);
    }

    private ImagePrompt() {}
}
