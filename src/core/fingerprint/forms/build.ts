/** Package managers, container tools, VCS and downloads: lines that say progress or success. */

/** apt, dpkg, pip, apk, yum. */
export const PACKAGES: readonly RegExp[] = [
  /^(?:Get|Hit|Ign):\d{1,6} /,
  /^(?:Fetched [\d,.]{1,12} ?k?M?B in|Need to get|After this operation|Reading package lists|Reading state information|Building dependency tree|The following (?:NEW|additional|packages)|Suggested packages|Recommended packages|Selecting previously|Preparing to unpack|Unpacking |Setting up |Processing triggers|\(Reading database|Get: |debconf: |invoke-rc\.d|update-alternatives|Created symlink|\d{1,6} (?:upgraded|packages? can be))/,
  /^(?:Collecting|Downloading|Installing collected|Successfully installed|Requirement already satisfied|Using cached|Obtaining|Preparing metadata|Building wheel|Stored in directory|Created wheel)\b/,
  /^(?:fetch https?:\/\/|\(\d{1,4}\/\d{1,4}\) (?:Installing|Upgrading|Purging|Executing)|Executing \S{1,80}\.(?:trigger|post-install)|OK: \d)/,
  // bars of pip, uv and others
  /^[━╸╺█▉▊▋▌▍▎▏░▒▓■□▰▱]{3,}/,
  // npm, pnpm, yarn
  /^npm (?:warn|WARN|info|http|timing|verb|sill|notice)\b/,
  /^reify:|^(?:added|removed|changed|up to date|audited)\b.{0,60}(?:packages?|in \d)/,
  /^(?:found 0 vulnerabilities|\d{1,5} packages are looking for funding|Progress: resolved|Packages: [+-]|Lockfile is up to date|➤ YN0{3,4}|run `npm (?:fund|audit))/,
];

/** docker, buildkit, containerd clients. */
export const CONTAINERS: readonly RegExp[] = [
  /^[0-9a-f]{12}: (?:Pulling fs layer|Waiting|Downloading|Download complete|Verifying Checksum|Extracting|Pull complete|Already exists|Retrying in|Layer already exists|Pushed|Pushing|Preparing|Mounted)/,
  /^(?:---> |Removing intermediate container|Successfully (?:built|tagged)|Sending build context|Digest: sha256|Status: (?:Downloaded|Image is up to date)|Step \d{1,4}\/\d{1,4} :|Using default tag)/,
  // BuildKit, once `#12 0.345` is off
  /^(?:DONE \d|CACHED|sha256:[0-9a-f]|extracting |transferring |resolve |\[internal\]|exporting |naming to|writing image|->)(?!.{0,300}(?:ERROR|error:|fail))/,
  /^(?:[-\w]{1,100}\s{1,4}Pulled|(?:Container|Network|Volume|Image|Service) \S{1,100} {1,4}(?:Creating|Created|Starting|Started|Running|Recreate|Recreated|Stopping|Stopped|Removing|Removed|Waiting|Healthy|Pulling|Pulled|Building|Built))/,
];

/** git, curl, wget, rsync and friends. */
export const TRANSFER: readonly RegExp[] = [
  /^(?:remote: )?(?:Counting|Compressing|Enumerating|Receiving|Resolving|Writing|Unpacking|Updating|Filtering|Checking out) (?:objects|deltas|files|content)\b/,
  /^remote: (?:Total|Reusing|warning: See|Resolving|$)/,
  /^(?:Cloning into|Already up to date|Switched to|Your branch is|From \S{1,200}$|To \S{1,200}$|Fast-forward|Updating [0-9a-f]{7,40}\.\.|\* \[new (?:branch|tag)\]|HEAD is now at|Delta compression using|Total \d{1,9} \(delta|branch '\S{1,200}' set up|Everything up-to-date)/,
  // git fetch and push: what moved
  /^[+ ]? ?[0-9a-f]{7,40}\.{2,3}[0-9a-f]{7,40} {1,4}\S/,
  /^\* (?:branch|\[up to date\]|tag) {1,40}\S/,
  /^% Total\s|^Dload\s{1,4}Upload|^\d{1,3}\s{1,4}[\d.]{1,8}[kMG]?\s{1,6}\d{1,3}\s{1,4}[\d.]{1,8}/,
  /^\d{1,3}(?:\.\d{1,2})?% ?(?:downloaded|complete|done|\[|of|$)/,
  /^(?:Resolving \S{1,200}\.\.\. |Connecting to \S{1,200}\.\.\. connected|HTTP request sent, awaiting response\.\.\. 2|Length: \d|Saving to: |sending incremental|\d{1,4}K[ .]{5,})/,
];
