/// The files that patterns lead to.
package struct GlobExpansion: Sendable {
    /// In bytewise order, each once; folders are never among them.
    package let paths: [String]
    /// What could not be looked into, in bytewise order of paths.
    package let problems: [WalkProblem]

    /// Looks up patterns below `folder` (empty: the working directory); the paths begin with `folder`.
    ///
    /// A pattern without wildcards stands for itself whether or not the file exists, so that reading it says what is
    /// wrong. A folder reached over several links is entered once; a circle of links therefore ends.
    package init(_ globs: [Glob], below folder: String, in files: FileAccess) {
        var walk = GlobWalk(files: files)
        for glob in globs {
            for alternative in glob.alternatives { walk.follow(alternative, from: folder) }
        }
        var previous: String?
        paths = walk.paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.filter { path in
            defer { previous = path }
            return previous.map { !$0.utf8.elementsEqual(path.utf8) } ?? true
        }
        problems = walk.problems.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
}

/// A folder that a pattern leads into and that could not be searched, or not to its end.
package struct WalkProblem: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        case unreadable(FileProblem)
        /// Files whose names are no UTF-8: nothing in a manifest or a report could name them.
        case unwritableNames(count: Int)
        case tooDeep(limit: Int)
        case tooManyEntries(limit: Int)
    }

    package let path: String
    package let reason: Reason

    /// What is the matter, as a clause that follows the path.
    package var sentence: String {
        switch reason {
        case .unreadable(let problem): problem.sentence
        case .unwritableNames(let count): "holds \(count) file name\(count == 1 ? "" : "s") not in UTF-8, passed over"
        case .tooDeep(let limit): "lies more than \(limit) folders deep; name a folder further down in the pattern"
        case .tooManyEntries(let limit):
            "was not searched: more than \(limit) entries looked at; name a folder further down in the pattern"
        }
    }
}

/// A worklist over folders and the segments still to match below each.
private struct GlobWalk {
    let files: FileAccess
    var paths: [String] = []
    var problems: [WalkProblem] = []
    private var entryCount = 0

    /// Deeper than any source tree, shallower than what exhausts a path's 4,096 bytes.
    static let depthLimit = 64
    /// A repository of a hundred thousand files is searched whole; `/**` is not.
    static let entryLimit = 500_000

    init(files: FileAccess) { self.files = files }

    mutating func follow(_ alternative: Glob.Alternative, from folder: String) {
        let start = alternative.isAbsolute ? "/" : folder
        let names = alternative.segments.compactMap { segment in
            if case .name(let name) = segment { name } else { nil }
        }
        if names.count == alternative.segments.count {
            paths.append(names.reduce(start, Self.join))
            return
        }
        var waiting: [(folder: String, segments: ArraySlice<Glob.Segment>)] = [(start, alternative.segments[...])]
        while let (folder, segments) = waiting.popLast() {
            guard let segment = segments.first else { continue }
            let rest = segments.dropFirst()
            switch segment {
            case .name(let name):
                let path = Self.join(folder, name)
                if !rest.isEmpty {
                    waiting.append((path, rest))
                } else if case .success(let status) = files.status(path), status.kind != .folder {
                    paths.append(path)
                }
            case .pattern:
                for entry in entries(of: folder) where segment.matches(entry.name) {
                    let path = Self.join(folder, entry.name)
                    let isFolder = entry.status?.kind == .folder
                    if rest.isEmpty, !isFolder { paths.append(path) }
                    if !rest.isEmpty, isFolder { waiting.append((path, rest)) }
                }
            case .anyFolders:
                let (below, filesBelow) = tree(below: folder)
                if rest.isEmpty { paths += filesBelow } else { waiting += below.map { ($0, rest) } }
            }
        }
    }

    /// The folder and all folders below it, each once under its real name where it has one, and all files in them.
    private mutating func tree(below root: String) -> (folders: [String], files: [String]) {
        var found: (folders: [String], files: [String]) = ([], [])
        var visited: Set<FileIdentity> = []
        var waiting: [(path: String, depth: Int)] = [(root, 0)]
        var links: [(path: String, depth: Int, identity: FileIdentity)] = []
        if case .success(let status) = files.status(root.isEmpty ? "." : root) { visited.insert(status.identity) }
        while true {
            // Links wait until no real folder is left, so that they never take a folder's real name away.
            guard let (path, depth) = waiting.popLast() else {
                guard !links.isEmpty else { return found }
                let link = links.removeFirst()
                if visited.insert(link.identity).inserted { waiting.append((link.path, link.depth)) }
                continue
            }
            guard depth <= Self.depthLimit else {
                problems.append(WalkProblem(path: path, reason: .tooDeep(limit: Self.depthLimit)))
                continue
            }
            found.folders.append(path)
            for entry in entries(of: path) where !Glob.isHidden(entry.name) {
                let child = Self.join(path, entry.name)
                guard let status = entry.status, status.kind == .folder else {
                    found.files.append(child)
                    continue
                }
                if entry.isLink {
                    links.append((child, depth + 1, status.identity))
                } else if visited.insert(status.identity).inserted {
                    waiting.append((child, depth + 1))
                }
            }
        }
    }

    private mutating func entries(of folder: String) -> [FolderListing.Entry] {
        let path = folder.isEmpty ? "." : folder
        guard entryCount <= Self.entryLimit else {
            note(path, .tooManyEntries(limit: Self.entryLimit))
            return []
        }
        switch files.list(path) {
        case .success(let listing):
            entryCount += listing.entries.count + 1
            if listing.unwritableNameCount > 0 { note(path, .unwritableNames(count: listing.unwritableNameCount)) }
            return listing.entries
        case .failure(.missing), .failure(.isNoFolder):
            // The pattern leads to nothing here, which its caller sees from the empty result.
            return []
        case .failure(let problem):
            note(path, .unreadable(problem))
            return []
        }
    }

    private mutating func note(_ path: String, _ reason: WalkProblem.Reason) {
        let problem = WalkProblem(path: path, reason: reason)
        if case .tooManyEntries = reason, problems.contains(where: { $0.reason == reason }) { return }
        if !problems.contains(problem) { problems.append(problem) }
    }

    private static func join(_ folder: String, _ name: String) -> String {
        if folder.isEmpty { return name }
        return folder.utf8.last == UInt8(ascii: "/") ? folder + name : "\(folder)/\(name)"
    }
}
