package dev.flysnap.cli;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/**
 * A person's word that a cutover is meant. Where nobody can be asked, the flag {@code --cutover} is
 * that word.
 */
final class CutoverWord {

    /**
     * @param given by {@code --yes}
     * @param person who can be asked
     * @throws dev.flysnap.problem.FlysnapException if it is not given
     */
    static void demand(AppName app, boolean given, Optional<Person> person) {
        if (given || person.isEmpty()) {
            return;
        }
        Optional<String> answer =
                person.get()
                        .answer(
                                "This puts "
                                        + app
                                        + " out of service for a moment. Type its name to go on:");
        if (answer.filter(it -> it.equals(app.value())).isEmpty()) {
            throw new Problem(
                            "cutover-not-confirmed",
                            ExitCode.FAILED,
                            "Nothing was touched.",
                            "The answer was not the name of the app, " + app + ".",
                            "Run it again and type the name, or say it beforehand: --yes")
                    .exception();
        }
    }

    private CutoverWord() {}
}
