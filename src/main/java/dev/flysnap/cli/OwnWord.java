package dev.flysnap.cli;

import dev.flysnap.problem.Problem;
import java.io.PrintWriter;
import java.util.Optional;

/** A person's word before something is removed for good. */
final class OwnWord {
    private static final String YES = "yes";

    /**
     * @param given by {@code --yes}
     * @param missing what to say where nobody can be asked, or the answer is another
     * @throws dev.flysnap.problem.FlysnapException if it is not given
     */
    static void demand(boolean given, PrintWriter err, Problem missing) {
        if (given) {
            return;
        }
        Optional<String> answer =
                Terminal.person(err)
                        .flatMap(it -> it.answer("There is no way back. Type yes to go on:"));
        if (answer.filter(YES::equals).isEmpty()) {
            throw missing.exception();
        }
    }

    private OwnWord() {}
}
