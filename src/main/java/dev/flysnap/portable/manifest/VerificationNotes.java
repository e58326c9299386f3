package dev.flysnap.portable.manifest;

import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.Draft;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoredObject;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** When the copies of a store were last verified. */
public record VerificationNotes(List<VerificationNote> all) {
    /** Nothing was verified. */
    public static final VerificationNotes NONE = new VerificationNotes(List.of());

    public VerificationNotes {
        all = List.copyOf(all);
    }

    public static VerificationNotes of(CopyStore store) {
        return among(store.list().stream().map(StoredObject::name).toList());
    }

    static VerificationNotes among(Collection<ObjectName> names) {
        return new VerificationNotes(
                names.stream()
                        .map(VerificationNote::parse)
                        .flatMap(Optional::stream)
                        .sorted(Comparator.comparing(VerificationNote::at).reversed())
                        .toList());
    }

    /** The newest one of a copy. */
    public Optional<VerificationNote> of(ObjectName content) {
        return all.stream().filter(it -> it.content().equals(content)).findFirst();
    }

    /** What the notes of a copy are called. */
    public List<ObjectName> names(ObjectName content) {
        return all.stream()
                .filter(it -> it.content().equals(content))
                .map(VerificationNote::name)
                .toList();
    }

    /**
     * Notes what was found; what was noted of the copy before goes. One that was found bad stays so
     * until a full check finds nothing: a quick one may overlook it.
     *
     * @return whether that is what is noted of it now
     * @throws dev.flysnap.problem.FlysnapException if the store takes no objects
     */
    public boolean write(CopyStore store, CopyManifest copy, VerificationNote note) {
        ObjectName name;
        try {
            name = note.name();
        } catch (IllegalArgumentException e) {
            // The copy's own name, which the user gave, leaves no room for it.
            return true;
        }
        List<ObjectName> former = names(note.content());
        boolean isOverlooked =
                note.result().equals(Optional.of(CheckDepth.QUICK))
                        && of(note.content()).filter(it -> !it.isGood()).isPresent();
        if (former.contains(name) || isOverlooked) {
            return !isOverlooked;
        }
        VerificationNote.Text text =
                new VerificationNote.Text(
                        note.content(), note.at(), note.isGood(), note.result(), copy.stored());
        try (Draft draft = store.create(name)) {
            draft.stream()
                    .write(
                            (JsonText.printPretty(Records.write(VerificationNote.Text.class, text))
                                            + "\n")
                                    .getBytes(StandardCharsets.UTF_8));
            draft.commit();
        } catch (IOException e) {
            throw ManifestProblems.notNoted(store.address(), note.content(), FailureText.of(e))
                    .exception(e);
        }
        former.forEach(store::delete);
        return true;
    }
}
