package dev.flysnap.cli;

import dev.flysnap.restore.ImageChoice;
import dev.flysnap.restore.ImageQuestion;
import java.util.Optional;

/** Asks which image is meant, where somebody can answer. */
final class AskedImage {

    static ImageQuestion of(Optional<Person> person) {
        return person.<ImageQuestion>map(it -> (then, now) -> asked(it, then, now))
                .orElse(ImageQuestion.NOBODY);
    }

    private static Optional<ImageChoice> asked(Person person, String then, String now) {
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

    private AskedImage() {}
}
