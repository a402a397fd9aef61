/** A town in three flat layers of the accent's tints: what stands far off, the castle of the arms, the town hall. */
export function Panorama() {
  return (
    <svg className="panorama" viewBox="0 0 1080 420" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <circle className="panorama__sun" cx="860" cy="120" r="54" />
      <g className="panorama__far">
        <path d="M0 300c120-70 220-90 340-50s190 30 300-20 260-60 440 30v160H0z" />
        <path d="M92 276v-46h22v-26h30v26h22v40zM760 246v-70l26-34 26 34v70zM846 250v-44h64v44z" />
      </g>
      <g className="panorama__middle">
        <path d="M0 350c90-40 180-52 270-34s200 26 320-6 300-52 490 4v106H0z" />
        {/* Two towers and the gate between them, on a hill. */}
        <path d="M196 318V206h-8v-26h14v12h14v-12h14v12h14v-12h14v26h-8v34h60v-34h-8v-26h14v12h14v-12h14v12h14v-12h14v26h-8v112z" />
        <path d="M640 330v-70l44-30 44 30v70zM736 334v-52h96v52zM852 336v-84l30-22 30 22v84zM560 334v-48h60v48zM930 338v-58l50-28 50 28v58z" />
      </g>
      <g className="panorama__near">
        {/* Town hall: a gable with steps, a clock, a turret. */}
        <path d="M396 372V236h22v-26h22v-26h22v-26h22v-26h12V96l14-44 14 44v36h12v26h22v26h22v26h22v26h22v136z" />
        <path d="M0 372h1080v48H0z" />
        <path d="M74 372v-64h-8l58-36 58 36h-8v64zM818 372v-74h-8l72-40 72 40h-8v74z" />
      </g>
      <g className="panorama__light">
        <circle cx="510" cy="178" r="19" />
        {[434, 476, 528, 570].map((x) => (
          <path key={x} d={`M${x} 290v-26a8 8 0 0 1 16 0v26z`} />
        ))}
        {[434, 570].map((x) => (
          <path key={x} d={`M${x} 350v-30a8 8 0 0 1 16 0v30z`} />
        ))}
        <path d="M492 372v-44a18 18 0 0 1 36 0v44z" />
        <path d="M112 372v-28h24v28zM850 372v-30h22v30zM892 342h22v22h-22zM250 318v-34a17 17 0 0 1 34 0v34z" />
      </g>
      <path className="panorama__hands" d="M510 166v12l8 6" />
      <path className="panorama__flag" d="M511 52V18c12-8 22 6 38-2v20c-16 8-26-6-38 2" />
      <g className="panorama__river">
        <path d="M-60 390q20-12 40 0t40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0" />
        <path d="M-80 406q20-12 40 0t40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0" />
      </g>
    </svg>
  );
}
