package dev.flysnap.sim.disk.folder;

import dev.flysnap.sim.disk.copy.DirectoryTrees;
import dev.flysnap.sim.disk.copy.FileCopy;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes one directory equal to another: content, modes, times, owners if permitted, and symbolic
 * links, which it does not follow. Ignores hard links, sockets and pipes. Equal content is not
 * written again, so a second pass is fast.
 */
final class FolderMirror {
    private final FileCopy copy;

    FolderMirror(FileCopy copy) {
        this.copy = copy;
    }

    /** Copies while others may write; leaves out files that vanish meanwhile. */
    void copyLive(Path source, Path target) throws IOException {
        mirror(source, target, true);
    }

    /**
     * Copies everything. The result is equal only if nobody writes meanwhile.
     *
     * @throws IOException also when a file vanishes
     */
    void copyExactly(Path source, Path target) throws IOException {
        mirror(source, target, false);
    }

    private void mirror(Path source, Path target, boolean othersWrite) throws IOException {
        Files.createDirectories(target);
        Set<Path> seen = new HashSet<>();
        List<Path> directories = new ArrayList<>();
        Files.walkFileTree(
                source,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path it, BasicFileAttributes seenAs)
                            throws IOException {
                        Path relative = source.relativize(it);
                        Path there = target.resolve(relative);
                        if (!Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)) {
                            DirectoryTrees.delete(there);
                            Files.createDirectory(there);
                        }
                        DirectoryTrees.makeWritable(there);
                        seen.add(there);
                        directories.add(relative);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path it, BasicFileAttributes seenAs)
                            throws IOException {
                        Path there = target.resolve(source.relativize(it));
                        try {
                            if (seenAs.isSymbolicLink()) {
                                copyLink(it, there);
                            } else if (seenAs.isRegularFile()) {
                                copyFile(it, there);
                            } else {
                                return FileVisitResult.CONTINUE;
                            }
                            seen.add(there);
                        } catch (NoSuchFileException e) {
                            vanished(it, e);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path it, IOException e)
                            throws IOException {
                        vanished(it, e);
                        return FileVisitResult.CONTINUE;
                    }

                    private void vanished(Path it, IOException e) throws IOException {
                        if (!othersWrite || Files.exists(it, LinkOption.NOFOLLOW_LINKS)) {
                            throw e;
                        }
                    }
                });
        removeOthers(target, seen);
        // Last and bottom-up, because writing into a directory changes its modification time.
        for (Path relative : directories.reversed()) {
            try {
                copyAttributes(source.resolve(relative), target.resolve(relative));
            } catch (NoSuchFileException e) {
                if (!othersWrite) {
                    throw e;
                }
            }
        }
    }

    private static void copyLink(Path it, Path there) throws IOException {
        Path aim = Files.readSymbolicLink(it);
        if (Files.isSymbolicLink(there) && Files.readSymbolicLink(there).equals(aim)) {
            return;
        }
        DirectoryTrees.delete(there);
        Files.createSymbolicLink(there, aim);
    }

    private void copyFile(Path it, Path there) throws IOException {
        if (!Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS)) {
            DirectoryTrees.delete(there);
        }
        copy.copy(it, there);
        copyAttributes(it, there);
    }

    private static void copyAttributes(Path it, Path there) throws IOException {
        PosixFileAttributes wanted = posixView(it).readAttributes();
        PosixFileAttributeView view = posixView(there);
        PosixFileAttributes now = view.readAttributes();
        if (!now.group().equals(wanted.group())) {
            tryTo(() -> view.setGroup(wanted.group()));
        }
        if (!now.owner().equals(wanted.owner())) {
            tryTo(() -> view.setOwner(wanted.owner()));
        }
        if (!now.permissions().equals(wanted.permissions())) {
            view.setPermissions(wanted.permissions());
        }
        view.setTimes(wanted.lastModifiedTime(), null, null);
    }

    private static PosixFileAttributeView posixView(Path path) {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new IllegalStateException("no POSIX file system: " + path);
        }
        return view;
    }

    private interface Change {
        void make() throws IOException;
    }

    /** Only root may change owners. Other users' machines all run as that user anyway. */
    private static void tryTo(Change change) {
        try {
            change.make();
        } catch (IOException e) {
            // Not permitted: see above.
        }
    }

    private static void removeOthers(Path target, Set<Path> seen) throws IOException {
        List<Path> others = new ArrayList<>();
        Files.walkFileTree(
                target,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path it, BasicFileAttributes seenAs) {
                        if (seen.contains(it)) {
                            return FileVisitResult.CONTINUE;
                        }
                        others.add(it);
                        return FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path it, BasicFileAttributes seenAs) {
                        if (!seen.contains(it)) {
                            others.add(it);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        for (Path other : others) {
            DirectoryTrees.delete(other);
        }
    }
}
